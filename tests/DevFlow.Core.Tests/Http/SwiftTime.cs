using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Http;

/// <summary>A clock for which waits of up to ten seconds are over at once; longer ones, such as time-outs, last until they are told to expire.</summary>
internal sealed class SwiftTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private readonly ConcurrentQueue<ITimer> _held = new();

    /// <summary>The waits that were over at once, in order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        bool isShort = dueTime >= TimeSpan.Zero && dueTime <= Longest;
        ITimer timer = System.CreateTimer(callback, state, isShort ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (isShort)
        {
            Waits.Enqueue(dueTime);
        }
        else
        {
            _held.Enqueue(timer);
        }

        return timer;
    }

    public void ExpireLongWaits()
    {
        while (_held.TryDequeue(out ITimer? timer))
        {
            timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
