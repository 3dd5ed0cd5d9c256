using DevFlow.Sandbox.Limits;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Limits;

public sealed class LimitTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, 500, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new(Start);

    [Fact]
    public void A_fixed_window_starts_with_the_first_use_on_a_whole_second()
    {
        FixedWindow limit = new(2, Hour, _clock);
        Assert.Equal(Start.AddHours(1).AddMilliseconds(-500), limit.Read().ResetsAt);
        _clock.Advance(TimeSpan.FromMinutes(30));

        Assert.True(limit.TryTake(1, out Reading first));
        Assert.True(limit.TryTake(1, out _));
        Assert.False(limit.TryTake(1, out Reading refused));

        Assert.Equal((2, 1, 1), (first.Limit, first.Used, first.Remaining));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 11, 30, 0, TimeSpan.Zero), first.ResetsAt);
        Assert.Equal(TimeSpan.FromMilliseconds(3_599_500), refused.RetryAfter);
        Assert.Equal(0, refused.Remaining);
    }

    [Fact]
    public void What_is_given_back_after_its_window_ended_changes_nothing()
    {
        FixedWindow limit = new(5, Hour, _clock);
        limit.TryTake(1, out Reading old);
        Assert.Equal(0, limit.GiveBack(1, old).Used);
        _clock.Advance(Hour);
        limit.TryTake(1, out _);

        Assert.Equal(1, limit.GiveBack(1, old).Used);
    }

    [Fact]
    public void An_epoch_window_ends_with_the_hour_and_can_count_what_it_refuses()
    {
        EpochWindow counting = new(1, Hour, _clock, countsRefused: true);
        EpochWindow plain = new(1, Hour, _clock);

        foreach (EpochWindow limit in (EpochWindow[])[counting, plain])
        {
            Assert.True(limit.TryTake(1, out _));
            Assert.False(limit.TryTake(1, out Reading refused));
            Assert.Equal(new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero), refused.ResetsAt);
        }

        Assert.Equal((2, 0), (counting.Read().Used, counting.Read().Remaining));
        Assert.Equal(1, plain.Read().Used);
    }

    [Fact]
    public void A_rolling_window_gives_back_the_grant_of_the_moment_it_was_taken()
    {
        RollingWindow limit = new(3, TimeSpan.FromSeconds(10), _clock);
        limit.TryTake(2, out Reading first);
        _clock.Advance(TimeSpan.FromSeconds(4));
        limit.TryTake(1, out _);

        Assert.Equal(2, limit.GiveBack(1, first).Used);

        Assert.False(limit.TryTake(2, out Reading refused));
        Assert.Equal(TimeSpan.FromSeconds(6), refused.RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, limit.Read().Used);
    }

    [Fact]
    public void A_bucket_is_refilled_evenly_to_its_capacity()
    {
        TokenBucket limit = new(350, 100, TimeSpan.FromSeconds(1), _clock);
        Assert.True(limit.TryTake(350, out Reading empty));
        Assert.False(limit.TryTake(1, out Reading refused));
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.True(limit.TryTake(1, out _));
        _clock.Advance(TimeSpan.FromHours(5));

        Assert.Equal(Start.AddSeconds(3.5), empty.ResetsAt);
        Assert.Equal(TimeSpan.FromMilliseconds(10), refused.RetryAfter);
        Assert.Equal((350, 350), (limit.Read().Limit, limit.Read().Remaining));
    }

    [Fact]
    public void A_bucket_in_batches_gets_nothing_before_its_interval_ends()
    {
        TokenBucket limit = new(5, 2, TimeSpan.FromSeconds(1), _clock, inBatches: true);
        limit.TryTake(5, out Reading taken);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(limit.TryTake(1, out Reading refused));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(TimeSpan.FromMilliseconds(1), refused.RetryAfter);
        Assert.Equal(2, limit.Read().Remaining);
        Assert.Equal(Start.AddSeconds(3), taken.ResetsAt);
        Assert.Equal(1, limit.GiveBack(2, taken).Used);
    }

    [Fact]
    public void What_runs_at_once_makes_room_only_when_it_is_given_back()
    {
        Concurrency limit = new(2, _clock);
        limit.TryTake(1, out Reading first);
        limit.TryTake(1, out _);
        _clock.Advance(Hour);

        Assert.False(limit.TryTake(1, out _));
        limit.GiveBack(1, first);
        Assert.True(limit.TryTake(1, out Reading again));
        Assert.Equal(2, again.Used);
    }

    [Fact]
    public void A_cost_known_late_is_charged_even_beyond_the_limit()
    {
        EpochWindow limit = new(10, Hour, _clock);
        limit.TryTake(1, out _);

        Reading charged = limit.Charge(14);

        Assert.Equal((15, 0), (charged.Used, charged.Remaining));
        Assert.False(limit.TryTake(1, out _));
    }

    [Fact]
    public void A_clock_that_goes_back_opens_no_window_again()
    {
        FixedWindow limit = new(1, Hour, _clock);
        Assert.True(limit.TryTake(1, out Reading taken));
        _clock.AdjustTime(Start.AddHours(-3));

        Assert.False(limit.TryTake(1, out Reading refused));
        Assert.Equal(taken.ResetsAt, refused.ResetsAt);
    }

    [Fact]
    public void All_or_none_is_taken_and_the_first_refusal_is_named()
    {
        FixedWindow hourly = new(10, Hour, _clock);
        EpochWindow seen = new(10, Hour, _clock, countsRefused: true);
        RollingWindow narrow = new(1, Hour, _clock);
        TokenBucket empty = new(0, 1, Hour, _clock);
        Reading[] readings = new Reading[4];
        Claim[] claims = [new("primary", hourly), new("seen", seen), new("narrow", narrow, 2), new("empty", empty)];

        Assert.False(Limit.TryTakeAll(claims, readings, out int refused));

        Assert.Equal("narrow", claims[refused].Name);
        Assert.Equal([0, 1, 0, 0], readings.Select(reading => reading.Used));
        Assert.True(Limit.TryTakeAll(claims.AsSpan(0, 2), readings, out _));
        Assert.Equal([1, 2], readings.Take(2).Select(reading => reading.Used));
    }

    [Fact]
    public void A_limit_cannot_be_claimed_twice_at_once()
    {
        Concurrency limit = new(2, _clock);
        Claim[] claims = [new("a", limit), new("b", limit)];

        Assert.Throws<ArgumentException>(() => Limit.TryTakeAll(claims, new Reading[2], out _));

        Assert.True(limit.IsUntouched);
    }

    [Fact]
    public async Task Many_threads_get_exactly_what_the_limits_hold()
    {
        Limit[] limits = [new FixedWindow(4_000, Hour, _clock), new RollingWindow(3_000, Hour, _clock), new TokenBucket(5_000, 1, Hour, _clock)];
        long granted = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            Random random = new(worker);
            Reading[] readings = new Reading[limits.Length];
            for (int i = 0; i < 2_000; i++)
            {
                Claim[] claims = [.. limits.Select(limit => new Claim("", limit))];
                random.Shuffle(claims);
                if (Limit.TryTakeAll(claims, readings, out _))
                {
                    Interlocked.Increment(ref granted);
                }
            }
        }, TestContext.Current.CancellationToken)));

        Assert.Equal(3_000, granted);
        Assert.All(limits, limit => Assert.Equal(3_000, limit.Read().Used));
    }

    [Fact]
    public void A_warm_limit_allocates_nothing()
    {
        Keyed<(long, string), RollingWindow> keyed = new(_ => new(500, Hour, _clock));
        FixedWindow window = new(1_000_000, Hour, _clock);
        TokenBucket bucket = new(1_000_000, 1, Hour, _clock);
        Span<Reading> readings = new Reading[3];
        Run(readings);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(readings);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run(Span<Reading> readings)
        {
            for (int i = 0; i < 1_000; i++)
            {
                RollingWindow rolling = keyed[(1, "a")];
                Limit.TryTakeAll([new("window", window), new("rolling", rolling), new("bucket", bucket)], readings, out _);
                window.TryTake(1, out Reading taken);
                window.GiveBack(1, taken);
            }
        }
    }
}
