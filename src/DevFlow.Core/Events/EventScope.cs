namespace DevFlow.Core.Events;

/// <summary>The event being handled on this asynchronous flow; what is published meanwhile belongs to its story.</summary>
internal static class EventScope
{
    private static readonly AsyncLocal<Event?> Ambient = new();

    public static Event? Current => Ambient.Value;

    /// <summary>Makes an event the current one until the result is disposed, which brings the former back.</summary>
    public static IDisposable Enter(Event handledEvent)
    {
        ArgumentNullException.ThrowIfNull(handledEvent);
        Restore restore = new(Ambient.Value);
        Ambient.Value = handledEvent;
        return restore;
    }

    private sealed class Restore(Event? former) : IDisposable
    {
        public void Dispose() => Ambient.Value = former;
    }
}
