using System.Threading.Channels;

namespace DevFlow.Core.Events;

/// <summary>
/// The events in memory for one subscription. When it is full the subscription falls behind: nothing is queued any more
/// and the consumer reads the journal, until <see cref="TryCatchUp"/> finds that it has seen all that was offered.
/// </summary>
internal sealed class DeliveryQueue
{
    public const int Capacity = 1_024;

    // Events can carry 25 MiB each, so the count alone does not bound the memory.
    public const long ByteCapacity = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Channel<Event> _channel = Channel.CreateBounded<Event>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    private long _bytes;
    private long _lastOffered;
    private bool _isBehind;

    public int Count => _channel.Reader.Count;

    public bool IsBehind
    {
        get
        {
            lock (_gate)
            {
                return _isBehind;
            }
        }
    }

    /// <summary>Takes a committed event; called in sequence order by one thread. Never waits.</summary>
    public void Offer(Event e)
    {
        int size = SizeOf(e);
        lock (_gate)
        {
            _lastOffered = e.Sequence;
            if (_isBehind)
            {
                return;
            }

            // An empty queue always takes the event, however large. So whoever falls behind has events queued or in
            // hand, and with them the sequence after which to read the journal.
            if ((_bytes > 0 && _bytes + size > ByteCapacity) || !_channel.Writer.TryWrite(e))
            {
                _isBehind = true;
                return;
            }

            _bytes += size;
        }
    }

    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Event? e)
    {
        if (!_channel.Reader.TryRead(out e))
        {
            return false;
        }

        lock (_gate)
        {
            _bytes -= SizeOf(e);
        }

        return true;
    }

    /// <summary>Waits for the next event; false after <see cref="Complete"/>.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _channel.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>
    /// Goes back to queueing where everything offered so far has been handled. An event that is committed but not yet
    /// offered may have been read from the journal already; the consumer skips it by its sequence.
    /// </summary>
    public bool TryCatchUp(long lastHandled)
    {
        lock (_gate)
        {
            _isBehind = _isBehind && lastHandled < _lastOffered;
            return !_isBehind;
        }
    }

    public void Complete() => _channel.Writer.TryComplete();

    private static int SizeOf(Event e) => e.Payload.Utf8.Length;
}
