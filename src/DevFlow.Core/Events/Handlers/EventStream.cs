using System.Threading.Channels;

namespace DevFlow.Core.Events;

/// <summary>A handler that passes events on to whoever reads them. Each is handled when it is taken, so what is not read waits in the journal.</summary>
internal sealed class EventStream : IEventHandler
{
    private readonly Channel<Event> _channel = Channel.CreateBounded<Event>(1);

    public IAsyncEnumerable<Event> ReadAllAsync(CancellationToken cancellationToken) => _channel.Reader.ReadAllAsync(cancellationToken);

    public Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken) =>
        _channel.Writer.WriteAsync(delivery.Event, cancellationToken).AsTask();

    public ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
