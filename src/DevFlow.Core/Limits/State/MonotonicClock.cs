namespace DevFlow.Core.Limits;

/// <summary>Ticks of 100 ns that never go back and that all processes of the machine share until it is started anew.</summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    private readonly double _scale = (double)TimeSpan.TicksPerSecond / time.TimestampFrequency;
    private readonly bool _isScaled = time.TimestampFrequency != TimeSpan.TicksPerSecond;

    public long Now => _isScaled ? (long)(time.GetTimestamp() * _scale) : time.GetTimestamp();

    public Moment Read() => new(Now, time.GetUtcNow());

    /// <summary>A moment by the machine's clock (UTC).</summary>
    public DateTimeOffset ToUtc(long ticks)
    {
        DateTimeOffset now = time.GetUtcNow();
        long ahead = ticks - Now;
        return ahead > (DateTimeOffset.MaxValue - now).Ticks ? DateTimeOffset.MaxValue : now.AddTicks(ahead);
    }
}
