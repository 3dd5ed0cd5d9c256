namespace DevFlow.Core.Limits;

/// <summary>Ticks of 100 ns that never go back and that all processes of the machine share until it is started anew.</summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    private readonly double _scale = (double)TimeSpan.TicksPerSecond / time.TimestampFrequency;

    public long Now => time.TimestampFrequency == TimeSpan.TicksPerSecond ? time.GetTimestamp() : (long)(time.GetTimestamp() * _scale);

    /// <summary>A moment by the machine's clock (UTC).</summary>
    public DateTimeOffset ToUtc(long ticks)
    {
        DateTimeOffset now = time.GetUtcNow();
        long ahead = ticks - Now;
        return ahead > (DateTimeOffset.MaxValue - now).Ticks ? DateTimeOffset.MaxValue : now.AddTicks(ahead);
    }
}
