namespace DevFlow;

/// <summary>What there is to say about a delivery that did not pass in silence.</summary>
internal sealed class DeliveryRecord
{
    private readonly List<object?>?[] _streams = new List<object?>?[(int)DeliveryStream.Verbose + 1];

    public DateTimeOffset? EndedAt { get; set; }

    public TimeSpan Duration { get; set; }

    public string? Error { get; set; }

    public IReadOnlyList<object?> Read(DeliveryStream stream)
    {
        lock (_streams)
        {
            // An array: PowerShell cannot index what a collection expression makes.
            return _streams[(int)stream]?.ToArray() ?? [];
        }
    }

    public void Write(DeliveryStream stream, object? value)
    {
        lock (_streams)
        {
            List<object?> entries = _streams[(int)stream] ??= [];
            if (entries.Count < EventDelivery.MaxEntries)
            {
                entries.Add(value);
            }
        }
    }
}
