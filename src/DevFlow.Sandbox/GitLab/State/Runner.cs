using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Steps through pipelines as a CI runner would: a stage starts, then ends, a few seconds apart.</summary>
internal sealed class Runner(SandboxClock clock, GitLabEvents events) : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _runs = [];

    /// <summary>Steps through a pipeline until nothing is left to do. To be called with the project locked.</summary>
    public void Drive(Pipeline pipeline)
    {
        lock (_gate)
        {
            if (pipeline.IsDriven || _stop.IsCancellationRequested)
            {
                return;
            }

            pipeline.IsDriven = true;
            Task run = RunAsync(pipeline, _stop.Token);
            _runs.Add(run);
            _ = run.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task[] running;
        lock (_gate)
        {
            running = [.. _runs];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(Pipeline pipeline, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await Task.Delay(clock.Scale(Step), clock.Time, cancellationToken).ConfigureAwait(false);
            }
            while (Advance(pipeline));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The sandbox stops.
        }
    }

    private bool Advance(Pipeline pipeline)
    {
        lock (pipeline.Project.Gate)
        {
            IReadOnlyList<Job> changed = pipeline.Step(clock.Now);
            if (changed.Count == 0)
            {
                pipeline.IsDriven = false;
                return false;
            }

            events.PipelineChanged(pipeline, changed, Task.CompletedTask);
            return true;
        }
    }

    private void Forget(Task run)
    {
        lock (_gate)
        {
            _runs.Remove(run);
        }
    }
}
