using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using DevFlow.Core.Http;
using DevFlow.Core.Logging;
using DevFlow.PowerShell.Views;

namespace DevFlow.PowerShell;

/// <summary>
/// The one bridge between asynchronous work and the pipeline thread: the work posts actions, the pipeline thread, which
/// alone may write, runs them until the work has ended. This is the only place that blocks on a task.
/// </summary>
#pragma warning disable CA1001 // Work that outlives a stop may still signal: the semaphores hold no handle and are left to the collector.
#pragma warning disable VSTHRD002 // The bridge: a pipeline thread has no other way to wait for asynchronous work.
internal sealed class PipelinePump(AsyncDevFlowCmdlet cmdlet, CancellationTokenSource stop) : ILogSink, IWaitObserver
{
    private const int MaxQueuedObjects = 256;
    private static readonly TimeSpan ProgressAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(500);

    // What a stopped cmdlet may still take to end in good order; a person feels 100 ms as at once.
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<Action> _actions = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly SemaphoreSlim _room = new(MaxQueuedObjects);
    private readonly int _pipelineThread = Environment.CurrentManagedThreadId;
    private string _status = "Working";
    private volatile Wait? _wait;
    private bool _showsProgress;
    private volatile bool _hasEnded;

    public void Run(Func<CancellationToken, Task> work)
    {
        _hasEnded = false;
        try
        {
            Task task = work(stop.Token);
            if (!task.IsCompleted)
            {
                _ = task.ContinueWith(_ => _signal.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                Drain(task);
            }

            while (_actions.TryDequeue(out Action? action))
            {
                action();
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            _hasEnded = true;
        }
    }

    public ValueTask EmitAsync(object value) => EmitAsync(() => Show(value));

    public ValueTask EmitErrorAsync(ErrorRecord error) => EmitAsync(() => cmdlet.WriteError(error));

    public async ValueTask<T> RunAsync<T>(Func<T> call)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await EmitAsync(() =>
        {
            try
            {
                done.TrySetResult(call());
            }
            catch (Exception exception) when (exception is not PipelineStoppedException and not FlowControlException)
            {
                done.TrySetException(exception);
            }
        }).ConfigureAwait(false);
        return await done.Task.WaitAsync(stop.Token).ConfigureAwait(false);
    }

    public void Write(LogStream stream, string message)
    {
        // What the work leaves running (a listener, a lane) keeps this sink in its flow; nobody drains it any more.
        if (_hasEnded)
        {
            return;
        }

        if (Environment.CurrentManagedThreadId == _pipelineThread)
        {
            WriteNow(stream, message);
        }
        else
        {
            Post(() => WriteNow(stream, message));
        }
    }

    // Only long waits are told of: their countdown shows at once.
    public void WaitBegins(string what, DateTimeOffset until)
    {
        _wait = new Wait(what, until);
        if (Environment.CurrentManagedThreadId != _pipelineThread)
        {
            Post(() => ShowProgress(TimeSpan.Zero));
        }
    }

    public void WaitEnds() => _wait = null;

    private void Show(object value)
    {
        object shown = Presentation.Of(value);
        if (!ReferenceEquals(shown, value))
        {
            SessionViews.Load(cmdlet);
        }

        cmdlet.WriteObject(shown);
    }

    private async ValueTask EmitAsync(Action write)
    {
        if (Environment.CurrentManagedThreadId == _pipelineThread)
        {
            write();
            return;
        }

        await _room.WaitAsync(stop.Token).ConfigureAwait(false);
        Post(() =>
        {
            _room.Release();
            write();
        });
    }

    private void Post(Action action)
    {
        _actions.Enqueue(action);
        _signal.Release();
    }

    private void Drain(Task task)
    {
        long started = TimeProvider.System.GetTimestamp();
        TimeSpan nextProgress = ProgressAfter;
        try
        {
            while (!task.IsCompleted)
            {
                if (stop.IsCancellationRequested)
                {
                    Abandon(task);
                    return;
                }

                TimeSpan left = nextProgress - TimeProvider.System.GetElapsedTime(started);
                if (left > TimeSpan.Zero)
                {
                    WaitForSignal(left);
                }
                else
                {
                    TimeSpan elapsed = nextProgress - left;
                    ShowProgress(elapsed);
                    nextProgress = elapsed + ProgressEvery;
                }

                while (_actions.TryDequeue(out Action? action))
                {
                    action();
                }
            }
        }
        catch (Exception exception)
        {
            // A later command stopped the pipeline (Select-Object -First): end the work, then let PowerShell have its exception.
            stop.Cancel();
            Abandon(task, ExceptionDispatchInfo.Capture(exception));
        }
        finally
        {
            if (_showsProgress)
            {
                _showsProgress = false;
                cmdlet.WriteProgress(new ProgressRecord(ProgressId, Activity, _status) { RecordType = ProgressRecordType.Completed });
            }
        }
    }

    private void WaitForSignal(TimeSpan limit)
    {
        try
        {
            _ = _signal.Wait(limit, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop sees the stop itself.
        }
    }

    private static void Abandon(Task task, ExceptionDispatchInfo? cause = null)
    {
        // The work may fail after we have left; nobody else would look at its exception.
        _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _ = Task.WaitAny([task], StopGrace);
        cause?.Throw();
        throw new PipelineStoppedException();
    }

    private void ShowProgress(TimeSpan elapsed)
    {
        ProgressRecord? record = _wait is { } wait
            ? new ProgressRecord(ProgressId, Activity, $"Waiting for {wait.What} until {wait.Until.ToLocalTime():T}") { SecondsRemaining = Math.Max(0, (int)Math.Ceiling((wait.Until - TimeProvider.System.GetUtcNow()).TotalSeconds)) }
            : elapsed >= ProgressAfter ? new ProgressRecord(ProgressId, Activity, $"{_status} ({elapsed.TotalSeconds:F0} s)") : null;
        if (record is not null)
        {
            _showsProgress = true;
            cmdlet.WriteProgress(record);
        }
    }

    private void WriteNow(LogStream stream, string message)
    {
        _status = message;
        switch (stream)
        {
            case LogStream.Debug:
                cmdlet.WriteDebug(message);
                break;
            case LogStream.Verbose:
                cmdlet.WriteVerbose(message);
                break;
            case LogStream.Information:
                cmdlet.WriteInformation(message, ["DevFlow"]);
                break;
            default:
                cmdlet.WriteWarning(message);
                break;
        }
    }

    private static int ProgressId => 0x44466C;

    private sealed record Wait(string What, DateTimeOffset Until);

    private string Activity => cmdlet.MyInvocation.MyCommand?.Name ?? "DevFlow";
}
