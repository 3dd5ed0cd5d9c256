using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Http;

/// <summary>A clock for which waits of up to ten seconds are over at once, and it is then that much later; longer ones, such as time-outs, last until they are told to expire.</summary>
internal sealed class SwiftTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero))
{
    private readonly ConcurrentQueue<SwiftTimer> _held = new();

    /// <summary>What counts as a wait, and not as a time-out.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The waits that were over at once, in order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SwiftTimer timer = new(this, System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;
    }

    public void ExpireLongWaits()
    {
        while (_held.TryDequeue(out SwiftTimer? timer))
        {
            timer.Fire();
        }
    }

    private sealed class SwiftTimer(SwiftTime time, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.Zero)
            {
                return inner.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            if (dueTime > time.Longest)
            {
                time._held.Enqueue(this);
                return true;
            }

            time.Waits.Enqueue(dueTime);
            time.Advance(dueTime);
            return Fire();
        }

        public bool Fire() => inner.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
