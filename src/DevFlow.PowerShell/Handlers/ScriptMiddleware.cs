namespace DevFlow.PowerShell.Handlers;

/// <summary>A middleware whose work is a script in a lane of its own, one event at a time.</summary>
internal sealed class ScriptMiddleware : IEventMiddleware
{
    private readonly string _name;
    private readonly ScriptLane _lane;

    public ScriptMiddleware(string name, LaneSetup setup)
    {
        _name = name;
        _lane = new ScriptLane(setup);
    }

    // Publishers wait for it, whose code is anybody's: it must not go on on the lane's thread.
    public async ValueTask<Event?> InvokeAsync(Event passing, CancellationToken cancellationToken) =>
        ScriptResult.ToEvent(
            await _lane.CallAsync(LaneRole.Transform, passing, delivery: null, TaskCreationOptions.RunContinuationsAsynchronously, cancellationToken).ConfigureAwait(false),
            passing,
            $"the middleware '{_name}'");

    public ValueTask DisposeAsync() => _lane.DisposeAsync();
}
