using DevFlow.Core.Limits;

namespace DevFlow.Core.Tests.Limits;

/// <summary>A process with callers that make one call after the other, in simulated time.</summary>
internal sealed class Competitor(string memory, RateLimitPolicy policy, int callers, int roundTrip) : IDisposable
{
    private readonly MemoryState _state = new(SharedMemory.Open(memory, TimeProvider.System), now: 1, static _ => { });
    private readonly Bucket _bucket = new(policy, policy, partition: null);
    private readonly Queue<(Lease Lease, long Answered, RateLimitReading Reading, DateTimeOffset Date, TimeSpan? RetryAfter)> _underWay = new();
    private int _idle = callers;

    /// <summary>How many calls it was granted.</summary>
    public int Granted { get; private set; }

    /// <summary>When it will be given the processor again, in milliseconds.</summary>
    public long SleepsUntil { get; set; }

    /// <summary>Takes in the answers that are there, then makes as many calls as it is let.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <param name="server">Whom it calls.</param>
    public void Act(long now, WindowServer server)
    {
        if (now < SleepsUntil)
        {
            return;
        }

        long ticks = now * TimeSpan.TicksPerMillisecond;
        while (_underWay.TryPeek(out (Lease Lease, long Answered, RateLimitReading Reading, DateTimeOffset Date, TimeSpan? RetryAfter) call) && call.Answered <= now)
        {
            _underWay.Dequeue();
            _idle++;
            _state.Observe(call.Lease.GrantedAt, ticks, call.Date.UtcTicks);
            RateLimitRefusal? refusal = call.RetryAfter is null ? null : new(call.Date, "refused") { Policy = policy };
            _state.Settle(call.Lease, new SettledCall(CallOutcome.Answered) { Readings = [call.Reading], Refusal = refusal, RefusedFor = call.RetryAfter ?? TimeSpan.Zero }, [_bucket], ticks);
        }

        for (; _idle > 0; _idle--)
        {
            Lease lease = new();
            lease.Next() = new Taken { Bucket = _bucket, Cost = 1 };
            _bucket.Waiting = _idle;
            if (!_state.TryTake(lease, ticks, out _))
            {
                return;
            }

            lease.GrantedAt = ticks;
            Granted++;
            (RateLimitReading reading, DateTimeOffset date, TimeSpan? retryAfter) = server.Serve(now);
            _underWay.Enqueue((lease, now + roundTrip, reading, date, retryAfter));
        }
    }

    public void Dispose() => _state.Dispose();
}
