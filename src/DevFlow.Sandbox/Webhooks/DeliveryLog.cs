namespace DevFlow.Sandbox.Webhooks;

/// <summary>The newest deliveries of a hook. Thread-safe; bounded in number and in bytes.</summary>
internal sealed class DeliveryLog
{
    /// <summary>How many deliveries are kept.</summary>
    public const int Capacity = 1000;

    /// <summary>How many bytes of bodies are kept, except that the newest delivery always is.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<LoggedDelivery> _deliveries = new();
    private long _bytes;

    /// <summary>The newest delivery.</summary>
    public LoggedDelivery? Last { get; private set; }

    public void Add(LoggedDelivery delivery)
    {
        lock (_gate)
        {
            _deliveries.Enqueue(delivery);
            _bytes += SizeOf(delivery);
            Last = delivery;
            while (_deliveries.Count > 1 && (_deliveries.Count > Capacity || _bytes > MaxBytes))
            {
                _bytes -= SizeOf(_deliveries.Dequeue());
            }
        }
    }

    public LoggedDelivery? Find(long id)
    {
        lock (_gate)
        {
            return _deliveries.FirstOrDefault(delivery => delivery.Id == id);
        }
    }

    /// <summary>All deliveries, the newest first.</summary>
    public List<LoggedDelivery> List()
    {
        lock (_gate)
        {
            List<LoggedDelivery> newestFirst = [.. _deliveries];
            newestFirst.Reverse();
            return newestFirst;
        }
    }

    // A retry holds the same bytes as the first try; counting them again keeps the bound on the safe side.
    private static int SizeOf(LoggedDelivery delivery) => delivery.Message.Body.Length + delivery.ResponseBody.Length;
}
