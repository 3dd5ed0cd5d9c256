using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DevFlow.PowerShell.Handlers;

/// <summary>
/// A runspace with a thread on which one long pipeline runs the internal pump cmdlet: so an event costs a call, not a
/// pipeline, and a script that hangs can still be stopped.
/// </summary>
internal sealed class LaneSession
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private readonly ScriptLane _lane;
    private readonly Runspace _runspace;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IReadOnlyDictionary<LaneRole, HandlerScript> _texts;
    private readonly Dictionary<LaneRole, ScriptBlock> _scripts = [];

    // Two threads in Stop and Dispose at once end in a NullReferenceException inside PowerShell.
    private readonly Lock _pumpGate = new();
    private System.Management.Automation.PowerShell? _pump;

    private readonly Lock _callGate = new();
    private LaneCall? _current;
    private LaneCall? _held;
    private bool _isStopping;
    private volatile bool _isAbandoned;

    private LaneSession(ScriptLane lane, LaneSetup setup)
    {
        _lane = lane;
        _texts = setup.Scripts;
        _runspace = setup.Open();
    }

    public Task Ended => _ended.Task;

    /// <summary>The streams of the pipeline that never ends.</summary>
    public PSDataStreams Streams => _pump!.Streams;

    public static LaneSession Start(ScriptLane lane, LaneSetup setup)
    {
        LaneSession session = new(lane, setup);
        // Unsafe: the lane lives on after the command that starts it, whose flow (log sink, event) is not the lane's.
        new Thread(session.Run) { IsBackground = true, Name = session._runspace.Name }.UnsafeStart();
        return session;
    }

    /// <summary>Takes no further call.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Stops whatever runs.</summary>
    public void Interrupt() => TryInterrupt(null);

    /// <summary>Stops a call if it runs, and no other.</summary>
    public bool TryInterrupt(LaneCall? call)
    {
        LaneCall current;
        lock (_callGate)
        {
            if (_current is null || (call is not null && !ReferenceEquals(call, _current)))
            {
                return false;
            }

            if (_isStopping)
            {
                return true;
            }

            _isStopping = true;
            current = _current;
        }

        _ = StopAsync(current);
        return true;
    }

    /// <summary>The next call, for the pump; false where there will be none.</summary>
    public bool TryBegin([NotNullWhen(true)] out LaneCall? call, CancellationToken stop)
    {
        while (!_isAbandoned && (TryTakeHeld(out call) || _lane.Calls.TryTake(out call, Timeout.Infinite, stop)))
        {
            if (call.Task.IsCompleted)
            {
                continue;
            }

            if (TrySetCurrent(call))
            {
                return true;
            }

            // A stop meant for the call before is on its way; this one must not be hit by it.
            stop.WaitHandle.WaitOne();
            stop.ThrowIfCancellationRequested();
        }

        call = null;
        return false;
    }

    public void Finish()
    {
        lock (_callGate)
        {
            _current = null;
        }
    }

    /// <summary>The script, bound to this runspace; called on its thread.</summary>
    public ScriptBlock ScriptOf(LaneRole role) =>
        _scripts.TryGetValue(role, out ScriptBlock? script) ? script : _scripts[role] = ScriptBlock.Create(_texts[role].Text);

    private bool TryTakeHeld([NotNullWhen(true)] out LaneCall? call)
    {
        (call, _held) = (_held, null);
        return call is not null;
    }

    private bool TrySetCurrent(LaneCall call)
    {
        lock (_callGate)
        {
            (_isStopping ? ref _held : ref _current) = call;
            return !_isStopping;
        }
    }

    // Stop waits for the pipeline, so it has a thread of its own: whoever cancels must not hang with the script. Not one of
    // the pool's: as many hanging handlers as processors would keep everything else from running.
    private async Task StopAsync(LaneCall call)
    {
        Task stopping = Task.Factory.StartNew(StopPump, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (await Task.WhenAny(stopping, Task.Delay(StopLimit, TimeProvider.System)).ConfigureAwait(false) != stopping)
        {
            _lane.Replace(this);
            call.TrySetCanceled(CancellationToken.None);
        }
    }

    private void StopPump()
    {
        lock (_pumpGate)
        {
            if (_pump?.InvocationStateInfo.State == PSInvocationState.Running)
            {
                _pump.Stop();
            }
        }
    }

    private void Run()
    {
        // A script can end the pipeline from within (a stopped pipeline of its own making); the lane goes on with a new one.
        // In a runspace it has closed no pipeline ever runs again: going on would only burn a processor.
        while (!_isAbandoned && !_lane.Calls.IsCompleted && _runspace.RunspaceStateInfo.State == RunspaceState.Opened)
        {
            RunPump();
        }

        _lane.End(this);
        _runspace.Dispose();
        _ended.TrySetResult();
    }

    private void RunPump()
    {
        using System.Management.Automation.PowerShell pump = System.Management.Automation.PowerShell.Create();
        pump.Runspace = _runspace;
        pump.AddCommand(LanePumpCommand.Name).AddParameter(nameof(LanePumpCommand.Session), this);
        lock (_pumpGate)
        {
            _pump = pump;
        }

        lock (_callGate)
        {
            _isStopping = false;
        }

        Exception? cause = null;
        try
        {
            pump.Invoke();
        }
        catch (Exception exception)
        {
            cause = exception;
        }

        lock (_pumpGate)
        {
            _pump = null;
            pump.Dispose();
        }

        LaneCall? left = _current;
        Finish();
        left?.TrySetException(cause is null ? LaneError.Stopped() : LaneError.Of(cause));
    }
}
