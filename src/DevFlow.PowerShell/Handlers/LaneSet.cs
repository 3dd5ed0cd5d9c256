using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;

namespace DevFlow.PowerShell.Handlers;

/// <summary>The lanes of a handler, each with its own runspace and its own copy of the scripts.</summary>
internal sealed class LaneSet : IAsyncDisposable
{
    private readonly Lazy<ScriptLane>[] _lanes;

    public LaneSet(LaneSetup setup, int count)
    {
        _lanes = new Lazy<ScriptLane>[count];
        for (int i = 0; i < count; i++)
        {
            _lanes[i] = new Lazy<ScriptLane>(() => new ScriptLane(setup));
        }

        // The first one now: whoever registers shall hear of a module that is not there.
        _ = _lanes[0].Value;
    }

    /// <summary>Calls the script that does something with the event.</summary>
    public Task CallAsync(EventDelivery delivery, CancellationToken cancellationToken) => CallAsync(LaneRole.Action, delivery.Event, delivery, cancellationToken);

    /// <summary>Calls the script that says whether the event is wanted.</summary>
    public async ValueTask<bool> FilterAsync(Event candidate, CancellationToken cancellationToken) =>
        ScriptResult.IsTrue(await CallAsync(LaneRole.Filter, candidate, EventScope.Delivery!, cancellationToken).ConfigureAwait(false));

    /// <summary>Calls the script that makes another event.</summary>
    public async ValueTask<Event?> TransformAsync(Event source, CancellationToken cancellationToken) =>
        ScriptResult.ToEvent(await CallAsync(LaneRole.Transform, source, EventScope.Delivery!, cancellationToken).ConfigureAwait(false), source, "-Transform");

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_lanes.Where(static lane => lane.IsValueCreated).Select(static lane => lane.Value.DisposeAsync().AsTask())).ConfigureAwait(false);

    // What waits is the bus's own loop, which only takes the next event: it may run on the lane's thread.
    private Task<IReadOnlyList<PSObject>> CallAsync(LaneRole role, Event happened, EventDelivery delivery, CancellationToken cancellationToken) =>
        _lanes[delivery.Lane].Value.CallAsync(role, happened, delivery, TaskCreationOptions.None, cancellationToken);
}
