namespace DevFlow;

/// <summary>What there is to say about a delivery that did not pass in silence.</summary>
internal sealed class DeliveryRecord
{
    private readonly List<object?>?[] _streams = new List<object?>?[4];

    public DateTimeOffset? EndedAt { get; set; }

    public TimeSpan Duration { get; set; }

    public string? Error { get; set; }

    public IReadOnlyList<object?> Read(int stream)
    {
        lock (_streams)
        {
            // An array: PowerShell cannot index what a collection expression makes.
            return _streams[stream]?.ToArray() ?? [];
        }
    }

    public void Write(int stream, object? value)
    {
        lock (_streams)
        {
            List<object?> entries = _streams[stream] ??= [];
            if (entries.Count < EventDelivery.MaxEntries)
            {
                entries.Add(value);
            }
        }
    }
}
