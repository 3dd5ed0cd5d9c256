namespace DevFlow.LimitHost;

/// <summary>A clock that is wrong by a span and runs at a rate of its own.</summary>
internal sealed class DriftingTime(TimeSpan skew, double rate) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _from = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _start + skew + (System.GetElapsedTime(_from) * rate);

    public override long GetTimestamp() => rate == 1 ? System.GetTimestamp() : _from + (long)((System.GetTimestamp() - _from) * rate);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Scaled(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private TimeSpan Real(TimeSpan span) => span > TimeSpan.Zero ? span / rate : span;

    private sealed class Scaled(ITimer timer, DriftingTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.Real(dueTime), time.Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
