using System.Net;
using DevFlow.Core.Limits;
using DevFlow.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Limits;

/// <summary>Ways in which a call could get through that must wait.</summary>
public sealed class OverGrantTests : IDisposable
{
    private static readonly RateLimitPolicy Window = new() { Name = "window", Kind = RateLimitKind.FixedWindow, Limit = 10, Window = TimeSpan.FromMinutes(1), IsReported = true };
    private static readonly RateLimitPolicy Short = new() { Name = "short", Kind = RateLimitKind.RollingWindow, Limit = 20, Window = TimeSpan.FromSeconds(2) };
    private static readonly RateLimitPolicy Long = new() { Name = "long", Kind = RateLimitKind.RollingWindow, Limit = 100, Window = TimeSpan.FromSeconds(30) };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private readonly Limiter _limiter;

    public OverGrantTests()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _limiter = new Limiter(MemoryState.Private(new MonotonicClock(_time).Now), _time);
    }

    public void Dispose() => _limiter.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_buckets_of_one_call_that_come_into_the_same_set_of_places_keep_apart(bool isFull)
    {
        string partition = Enumerable.Range(0, 100_000).Select(static i => $"KEY-{i}").First(static key => SetOf(Short, key) == SetOf(Long, key));
        for (int i = 0; isFull && i < 3000; i++)
        {
            Assert.True(_limiter.TryAcquire([new(Long, $"other-{i}")], out RateLimitLease other));
            other.Settle(CallOutcome.Answered);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        List<RateLimitLease> granted = Grant(new RateLimitCharge(Short, partition), new RateLimitCharge(Long, partition));
        granted.ForEach(static lease => lease.Settle(CallOutcome.Answered));

        Assert.Equal((20, 0), (granted.Count, _limiter.List().Sum(static one => one.View.InFlight)));
    }

    [Fact]
    public void An_answer_that_tells_nothing_does_not_open_a_window_that_was_told_of_before()
    {
        Assert.True(_limiter.TryAcquire([new(Window)], out RateLimitLease first));
        Settle(first, new RateLimitReading(Window, null, 10, 9, _time.GetUtcNow().AddSeconds(30)));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(_limiter.TryAcquire([new(Window)], out RateLimitLease probe));
        Settle(probe, null);

        Assert.Equal(10, Grant(new RateLimitCharge(Window)).Count);
    }

    [Fact]
    public void Calls_that_were_never_sent_say_nothing_of_how_long_a_call_takes()
    {
        RateLimitPolicy timed = new() { Name = "cpu", Kind = RateLimitKind.RollingWindow, Limit = 90, Window = TimeSpan.FromMinutes(1), IsTimed = true };
        RateLimitCharge charge = new(timed, null, 0.5);
        Assert.True(_limiter.TryAcquire([charge], out RateLimitLease sent));
        _time.Advance(TimeSpan.FromSeconds(3));
        sent.Settle(CallOutcome.Answered);
        for (int i = 0; i < 40; i++)
        {
            Assert.True(_limiter.TryAcquire([charge], out RateLimitLease notSent));
            notSent.Settle(CallOutcome.NotSent);
        }

        Assert.Equal(29, Grant(charge).Count);
    }

    [Fact]
    public void A_refusal_is_remembered_whatever_else_is_called_meanwhile()
    {
        Assert.True(_limiter.TryAcquire([new(Short, "A-1")], out RateLimitLease refused));
        refused.Settle(new SettledCall(CallOutcome.Answered)
        {
            Refusal = new RateLimitRefusal(_time.GetUtcNow().AddHours(1), "limit") { Policy = Short },
            RefusedFor = TimeSpan.FromHours(1),
        });

        for (int i = 0; i < 3000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            Assert.True(_limiter.TryAcquire([new(Short, $"B-{i}")], out RateLimitLease other));
            other.Settle(CallOutcome.Answered);
            Assert.False(_limiter.TryAcquire([new(Short, "A-1")], out _), $"after {i} others");
        }
    }

    [Fact]
    public void What_was_lost_after_the_last_reading_is_spent_when_its_time_is_over()
    {
        const long second = TimeSpan.TicksPerSecond;
        BucketState state = default;
        state.Begin(BucketKey.Of(Window, null), Window.Kind, 0);
        state.Advance(Window, 100 * second, default);
        for (int i = 0; i < 4; i++)
        {
            state.Take(Window, 1, 100 * second);
        }

        state.Settle(Window, 1, 1, CallOutcome.Unknown, 101 * second);
        state.Read(Window, new RateLimitReading(Window, null, 10, 8, DateTimeOffset.UnixEpoch.AddDays(20_000)), 1, 100 * second, 102 * second, default);
        state.Settle(Window, 1, 1, CallOutcome.Unknown, 103 * second);
        state.Settle(Window, 1, 1, CallOutcome.Unknown, 103 * second);

        state.Advance(Window, 120 * second, default);

        Assert.InRange(state.Available(Window, double.MaxValue, 120 * second), 0, 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_limit_or_reserve_of_the_users_own_holds_for_limits_that_are_learned(bool isReserve)
    {
        RateLimitPolicy special = new() { Name = "special", Kind = RateLimitKind.RollingWindow, Limit = 10, Window = TimeSpan.FromMinutes(1), IsLearned = true };
        _limiter.Override("special", isReserve ? new RateLimitOverride { ReservePercent = 50 } : new RateLimitOverride { Limit = 5 });

        int granted = 0;
        while (granted < 50 && _limiter.TryAcquire([new(special)], out RateLimitLease lease))
        {
            granted++;
            lease.Settle(CallOutcome.Answered);
        }

        Assert.Equal(5, granted);
    }

    [Fact]
    public void A_reserve_leaves_its_share_to_others_and_not_a_call_more()
    {
        RateLimitPolicy policy = new() { Name = "minute", Kind = RateLimitKind.RollingWindow, Limit = 100, Window = TimeSpan.FromMinutes(1) };
        _limiter.Override("minute", new RateLimitOverride { ReservePercent = 80 });

        Assert.Equal(20, Grant(new RateLimitCharge(policy)).Count);
    }

    [Fact]
    public async Task The_longest_wait_there_is_does_not_give_up_at_once()
    {
        RateLimitPolicy slots = new() { Name = "slots", Kind = RateLimitKind.Concurrency, Limit = 1 };
        Assert.True(_limiter.TryAcquire([new(slots)], out RateLimitLease held));
        ValueTask<RateLimitLease> waiting = _limiter.AcquireAsync([new(slots)], new RateLimitDemand(RateLimitPriority.Normal, TimeSpan.MaxValue), TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        held.Settle(CallOutcome.Answered);

        Assert.True((await waiting).IsAcquired);
    }

    [Fact]
    public void What_a_killed_process_held_is_back_for_whoever_only_looks()
    {
        const long dead = (0x7fffff00L << 32) | 1;
        Assert.False(ProcessIdentity.IsAlive(dead));
        using TempFolder folder = new();
        string path = folder.File("limits");
        using Limiter limiter = new(new MemoryState(SharedMemory.Open(path, TimeProvider.System), new MonotonicClock(_time).Now, static _ => { }), _time);
        Assert.True(limiter.TryAcquire([new(Short)], out RateLimitLease own));
        own.Settle(CallOutcome.NotSent);
        using (SharedMemory other = SharedMemory.Open(path, TimeProvider.System))
        {
            ref BucketState state = ref other.Bucket(other.PlaceOf(BucketKey.Of(Short, null), Short.Kind, 0));
            other.Header.Processes[5].Identity = dead;
            (state.Shares[5].InFlight, state.InFlight) = (20, 20);
        }

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(0, Assert.Single(limiter.List()).View.InFlight);
    }

    /// <summary>Takes as often as it may, and at most a thousand times.</summary>
    private List<RateLimitLease> Grant(params ReadOnlySpan<RateLimitCharge> charges)
    {
        List<RateLimitLease> granted = [];
        while (granted.Count < 1000 && _limiter.TryAcquire(charges, out RateLimitLease lease))
        {
            granted.Add(lease);
        }

        return granted;
    }

    private static ulong SetOf(RateLimitPolicy policy, string partition) => BucketKey.Of(policy, partition).Low % LimiterMemory.Sets;

    private void Settle(RateLimitLease lease, RateLimitReading? reading)
    {
        using HttpResponseMessage answer = new(HttpStatusCode.OK) { Headers = { Date = _time.GetUtcNow() } };
        lease.Settle(new Teller { Reading = reading }, answer);
    }
}
