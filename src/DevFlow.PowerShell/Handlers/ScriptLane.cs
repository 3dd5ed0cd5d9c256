using System.Collections.Concurrent;
using System.Management.Automation;

namespace DevFlow.PowerShell.Handlers;

/// <summary>
/// Calls the scripts of a handler, one call at a time, in a runspace and on a thread of its own. A call that is cancelled
/// is stopped; where it does not stop, its runspace is left behind and another takes its place.
/// </summary>
/// <remarks>The user's ScriptBlock itself is never invoked here: on a foreign thread it deadlocks or ends the process.</remarks>
internal sealed class ScriptLane : IAsyncDisposable
{
    // A script that waits inside .NET cannot be stopped; its thread ends whenever that call returns.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(1);

    private readonly LaneSetup _setup;
    private readonly Lock _gate = new();
    private readonly BlockingCollection<LaneCall> _calls = [];
    private LaneSession _session;

    /// <summary>Opens the runspace, so that whoever registers is told what cannot be opened.</summary>
    public ScriptLane(LaneSetup setup)
    {
        _setup = setup;
        _session = LaneSession.Start(this, setup);
    }

    /// <summary>The work, for the sessions.</summary>
    public BlockingCollection<LaneCall> Calls => _calls;

    /// <summary>Calls a script with an event.</summary>
    /// <param name="role">Which script.</param>
    /// <param name="happened">The event.</param>
    /// <param name="delivery">Where what it writes is recorded, and the story of what it publishes; null for none.</param>
    /// <param name="options">
    /// None lets the lane's own thread go on with what waits for the call: twice as fast, for code that neither blocks nor
    /// works long.
    /// </param>
    /// <param name="cancellationToken">Stops the script.</param>
    /// <returns>What the script wrote to its pipeline.</returns>
    /// <exception cref="DevFlowException">It failed.</exception>
    public async Task<IReadOnlyList<PSObject>> CallAsync(LaneRole role, Event happened, EventDelivery? delivery, TaskCreationOptions options, CancellationToken cancellationToken)
    {
        LaneCall call = new(this, role, happened, delivery, options);
        try
        {
            _calls.Add(call, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw LaneError.Ended(_setup.Name);
        }

        using (cancellationToken.UnsafeRegister(static (state, token) => ((LaneCall)state!).Cancel(token), call))
        {
            return await call.Task.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _calls.CompleteAdding();
        LaneSession session = Session();
        session.Interrupt();
        await Task.WhenAny(session.Ended, Task.Delay(EndLimit, TimeProvider.System)).ConfigureAwait(false);
        if (session.Ended.IsCompleted)
        {
            _calls.Dispose();
        }
    }

    /// <summary>Stops a call if it runs.</summary>
    public bool TryInterrupt(LaneCall call) => Session().TryInterrupt(call);

    /// <summary>Leaves a session behind that does not let itself be stopped.</summary>
    public void Replace(LaneSession hung)
    {
        lock (_gate)
        {
            if (_calls.IsAddingCompleted || !ReferenceEquals(_session, hung))
            {
                return;
            }

            hung.Abandon();
            _session = LaneSession.Start(this, _setup);
        }
    }

    /// <summary>A session has ended by itself; nothing can be called any more.</summary>
    public void End(LaneSession session)
    {
        if (!ReferenceEquals(Session(), session))
        {
            return;
        }

        _calls.CompleteAdding();
        while (_calls.TryTake(out LaneCall? call))
        {
            call.TrySetException(LaneError.Ended(_setup.Name));
        }
    }

    private LaneSession Session()
    {
        lock (_gate)
        {
            return _session;
        }
    }
}
