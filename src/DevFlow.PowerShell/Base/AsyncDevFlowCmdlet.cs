using System.Management.Automation;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Logging;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell;

/// <summary>
/// The base of every cmdlet: runs asynchronous work while the pipeline thread writes what the work emits. Output streams,
/// Ctrl+C leaves at once, log lines reach the cmdlet's own streams, progress shows after two seconds.
/// </summary>
public abstract class AsyncDevFlowCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PipelinePump? _pump;

    /// <summary>Does the work of one input object.</summary>
    /// <param name="cancellationToken">Signalled by Ctrl+C and when a later command wants no more output.</param>
    /// <returns>A task that ends when all output has been emitted.</returns>
    protected abstract Task ProcessAsync(CancellationToken cancellationToken);

    /// <summary>Does what is left when the last input object has been taken.</summary>
    /// <param name="cancellationToken">Signalled by Ctrl+C and when a later command wants no more output.</param>
    /// <returns>A task that ends when all output has been emitted.</returns>
    protected virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes an object to the pipeline, from any thread, waiting while the pipeline is busy.</summary>
    /// <param name="value">The object.</param>
    /// <returns>A task that ends when the object is queued or written.</returns>
    protected ValueTask EmitAsync(object value) => _pump!.EmitAsync(value);

    /// <summary>Writes an error in its place among the output and goes on, unless nothing can go on after it.</summary>
    /// <param name="exception">What failed.</param>
    /// <returns>A task that ends when the error is queued or written.</returns>
    protected ValueTask EmitErrorAsync(Exception exception) => ErrorRecordFactory.NothingCanGoOn(exception)
        ? ValueTask.FromException(exception)
        : _pump!.EmitErrorAsync(ErrorRecordFactory.Create(exception, EngineHost.Redact));

    /// <summary>Runs something on the pipeline thread, from any thread: scripts of the user's session run nowhere else.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <param name="call">What to run.</param>
    /// <returns>What it returned.</returns>
    private protected ValueTask<T> OnPipelineAsync<T>(Func<T> call) => _pump!.RunAsync(call);

    /// <summary>ShouldProcess from any thread; PowerShell's own refuses once something was awaited.</summary>
    /// <param name="target">What is changed.</param>
    /// <param name="action">How.</param>
    /// <returns>True where it shall be done.</returns>
    private protected ValueTask<bool> ConfirmAsync(string target, string action) => OnPipelineAsync(() => ShouldProcess(target, action));

    /// <summary>The bridge to the pipeline thread.</summary>
    private protected PipelinePump Pump => _pump!;

    /// <summary>Sets what the calls of the work shall find; it is taken back when the work has ended.</summary>
    private protected virtual void EnterFlow()
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => _pump = new PipelinePump(this, _stop);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(ProcessAsync);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(EndAsync);

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        try
        {
            _ = _stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // Ctrl+C comes on another thread, also when the cmdlet has just ended.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Run(Func<CancellationToken, Task> work)
    {
        ILogSink? outerLog = LogScope.Current;
        CallOptions outerCalls = CallScope.Current;
        AuditCaller? outerCaller = CallerScope.Current;
        LogScope.Current = _pump;
        CallerScope.Current = Caller();
        try
        {
            EnterFlow();
            _pump!.Run(work);
        }
        catch (Exception exception) when (exception is not PipelineStoppedException and not FlowControlException)
        {
            if (_stop.IsCancellationRequested && exception is OperationCanceledException)
            {
                throw new PipelineStoppedException();
            }

            Report(exception);
        }
        finally
        {
            LogScope.Current = outerLog;
            CallScope.Current = outerCalls;
            CallerScope.Current = outerCaller;
        }
    }

    private AuditCaller Caller() => MyInvocation is { ScriptName: { Length: > 0 } script } call
        ? new AuditCaller(call.MyCommand.Name, script, call.ScriptLineNumber)
        : new AuditCaller(MyInvocation.MyCommand.Name);

    private void Report(Exception exception)
    {
        ErrorRecord record = ErrorRecordFactory.Create(exception, EngineHost.Redact);
        if (ErrorRecordFactory.NothingCanGoOn(exception))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }
}
