namespace DevFlow.Core.Events;

/// <summary>The delivery being handled on this asynchronous flow; what is published meanwhile belongs to its event's story.</summary>
internal static class EventScope
{
    private static readonly AsyncLocal<EventDelivery?> Ambient = new();

    public static Event? Current => Ambient.Value?.Event;

    public static EventDelivery? Delivery => Ambient.Value;

    /// <summary>Makes a delivery the current one until the result is disposed, which brings the former back.</summary>
    public static IDisposable Enter(EventDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        Restore restore = new(Ambient.Value);
        Ambient.Value = delivery;
        return restore;
    }

    /// <summary>Makes a delivery the current one for the rest of the calling asynchronous method.</summary>
    public static void Set(EventDelivery? delivery) => Ambient.Value = delivery;

    private sealed class Restore(EventDelivery? former) : IDisposable
    {
        public void Dispose() => Ambient.Value = former;
    }
}
