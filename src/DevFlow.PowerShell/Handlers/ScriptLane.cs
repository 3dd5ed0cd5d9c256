using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Handlers;

/// <summary>
/// A script handler: its own copy of the script in a runspace and thread of its own. One long pipeline runs an internal
/// pump cmdlet, so an event costs a call, not a pipeline, and a handler that hangs can still be stopped.
/// </summary>
/// <remarks>The user's ScriptBlock itself is never invoked here: on a foreign thread it deadlocks or ends the process.</remarks>
internal sealed class ScriptLane : IEventHandler
{
    private const string RunspaceClosed = "The handler's script has closed its own runspace.";

    // A handler that waits inside .NET cannot be stopped; its thread ends the lane whenever that call returns.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly string _text;
    private readonly Runspace _runspace;
    private readonly BlockingCollection<LaneItem> _items = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private System.Management.Automation.PowerShell? _pump;

    private ScriptLane(string text, Runspace runspace)
    {
        _text = text;
        _runspace = runspace;
    }

    public static ScriptLane Start(string name, string text, IReadOnlyDictionary<string, object?> values)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Path.Combine(EngineResolver.ModuleFolder, "..", "DevFlow.psd1")]);
        state.Commands.Add(new SessionStateCmdletEntry(LanePumpCommand.Name, typeof(LanePumpCommand), helpFileName: null));
        foreach ((string variable, object? value) in values)
        {
            state.Variables.Add(new SessionStateVariableEntry(variable, value, "Value of a $using: expression"));
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Name = $"DevFlow handler {name}";
        // Our own thread runs the pipeline: PowerShell's would be a foreground thread and keep the process from ending.
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        ScriptLane lane = new(text, runspace);
        // Unsafe: the lane lives on after the command that starts it, whose flow (log sink, event) is not the lane's.
        new Thread(lane.Run) { IsBackground = true, Name = runspace.Name }.UnsafeStart();
        return lane;
    }

    /// <summary>The work, for the pump cmdlet.</summary>
    public BlockingCollection<LaneItem> Items => _items;

    /// <summary>True once the handler is unregistered: what is still waiting must not begin.</summary>
    public bool IsStopped
    {
        get => Volatile.Read(ref field);
        private set => Volatile.Write(ref field, value);
    }

    /// <summary>The script's text, to be bound to the lane's own session.</summary>
    public string Text => _text;

    public async Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        LaneItem item = new(delivery);
        try
        {
            _items.Add(item, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            throw new DevFlowException(ErrorReason.HandlerFailed, RunspaceClosed, "Register the handler again with a script that leaves its own runspace open.");
        }

        using CancellationTokenRegistration stop = cancellationToken.Register(static state => ((ScriptLane)state!).Interrupt(), this);
        await item.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        IsStopped = true;
        _items.CompleteAdding();
        Interrupt();
        await Task.WhenAny(_ended.Task, Task.Delay(EndLimit, TimeProvider.System)).ConfigureAwait(false);
        if (_ended.Task.IsCompleted)
        {
            _items.Dispose();
        }
    }

    /// <summary>The errors the handler wrote since the last call, taken out of the pipeline that never ends.</summary>
    public IReadOnlyList<ErrorRecord> TakeErrors()
    {
        PSDataStreams streams = _pump!.Streams;
        ErrorRecord[] errors = [.. streams.Error.ReadAll()];
        streams.Warning.Clear();
        streams.Verbose.Clear();
        streams.Debug.Clear();
        streams.Information.Clear();
        streams.Progress.Clear();
        return errors;
    }

    // Stop waits for the pipeline, so it has a thread of its own: whoever unregisters must not hang with the handler.
    // Not one of the pool's: as many hanging handlers as processors would keep everything else from running.
    private void Interrupt() => new Thread(Stop) { IsBackground = true, Name = _runspace.Name + " (stop)" }.UnsafeStart();

    // Two threads in Stop and Dispose at once end in a NullReferenceException inside PowerShell.
    private void Stop()
    {
        lock (_gate)
        {
            if (_pump?.InvocationStateInfo.State == PSInvocationState.Running)
            {
                _pump.Stop();
            }
        }
    }

    private void Run()
    {
        // A handler can end the pipeline from within (a stopped pipeline of its own making); the lane goes on with a new one.
        // In a runspace it has closed no pipeline ever runs again: going on would only burn a processor.
        while (!_items.IsCompleted && _runspace.RunspaceStateInfo.State == RunspaceState.Opened)
        {
            RunPump();
        }

        _items.CompleteAdding();
        FailWaiting(RunspaceClosed);
        _runspace.Dispose();
        _ended.TrySetResult();
    }

    private void RunPump()
    {
        System.Management.Automation.PowerShell pump = System.Management.Automation.PowerShell.Create();
        pump.Runspace = _runspace;
        pump.AddCommand(LanePumpCommand.Name).AddParameter(nameof(LanePumpCommand.Lane), this);
        lock (_gate)
        {
            _pump = pump;
        }

        string cause = "The handler was stopped.";
        try
        {
            pump.Invoke();
        }
        catch (Exception exception)
        {
            cause = exception.Message;
        }

        lock (_gate)
        {
            _pump = null;
            pump.Dispose();
        }

        if (_items.IsAddingCompleted)
        {
            FailWaiting(cause);
        }
    }

    private void FailWaiting(string cause)
    {
        while (_items.TryTake(out LaneItem? item))
        {
            item.Done.TrySetException(new DevFlowException(ErrorReason.HandlerFailed, cause));
        }
    }
}
