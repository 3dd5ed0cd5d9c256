using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.InteropServices;

namespace DevFlow.Shell;

/// <summary>
/// Runs one pipeline at a time on the calling thread. SIGINT and SIGTERM stop it, which runs its finally blocks; a
/// second signal ends a non-interactive process at once, for commands that cannot be stopped.
/// </summary>
internal sealed class PipelineRunner : IDisposable
{
    private readonly Lock _gate = new();
    private readonly bool _interactive;
    private readonly PosixSignalRegistration[] _signals;
    private Pipeline? _running;
    private bool _stopping;

    public PipelineRunner(bool interactive)
    {
        _interactive = interactive;
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    /// <summary>128 + the number of the signal that stopped the last pipeline; null where none did.</summary>
    public int? StoppedBy { get; private set; }

    /// <summary>Runs and disposes the pipeline.</summary>
    /// <exception cref="RuntimeException">The pipeline ended with an unhandled error.</exception>
    public IReadOnlyList<PSObject> Run(Pipeline pipeline)
    {
        lock (_gate)
        {
            _running = pipeline;
            _stopping = false;
            StoppedBy = null;
        }

        try
        {
            return pipeline.Invoke();
        }
        catch (PipelineStoppedException)
        {
            return [];
        }
        finally
        {
            // Under the lock, so that a signal never stops a pipeline that is being disposed.
            lock (_gate)
            {
                _running = null;
                pipeline.Dispose();
            }
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        lock (_gate)
        {
            bool keepsPrompt = _interactive && context.Signal == PosixSignal.SIGINT;
            if (_running is null || _stopping)
            {
                context.Cancel = keepsPrompt;
                return;
            }

            context.Cancel = true;
            _stopping = true;
            StoppedBy = ExitCodes.SignalBase + (context.Signal == PosixSignal.SIGINT ? 2 : 15);
            _running.StopAsync();
        }
    }
}
