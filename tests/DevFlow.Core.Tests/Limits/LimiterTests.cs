using System.Diagnostics;
using DevFlow.Core.Limits;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Limits;

public sealed class LimiterTests : IDisposable
{
    private static readonly RateLimitPolicy Slots = new() { Name = "slots", Kind = RateLimitKind.Concurrency, Limit = 2 };
    private static readonly RateLimitPolicy Minute = new() { Name = "minute", Kind = RateLimitKind.RollingWindow, Limit = 3, Window = TimeSpan.FromMinutes(1) };
    private static readonly RateLimitPolicy Primary = new() { Name = "core", Kind = RateLimitKind.FixedWindow, Limit = 5000, Window = TimeSpan.FromHours(1), IsReported = true };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private readonly Limiter _limiter;

    public LimiterTests()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _limiter = new Limiter(MemoryState.Private(new MonotonicClock(_time).Now), _time);
    }

    [Fact]
    public async Task One_blocked_partition_does_not_hold_another_back()
    {
        await TakeAsync(new RateLimitCharge(Minute, "chat.postMessage", 3));
        ValueTask<RateLimitLease> blocked = AcquireAsync(new RateLimitCharge(Minute, "chat.postMessage"));

        RateLimitLease other = await AcquireAsync(new RateLimitCharge(Minute, "users.list"));

        Assert.True(other.IsAcquired);
        Assert.False(blocked.IsCompleted);
    }

    [Fact]
    public async Task A_call_passes_all_its_buckets_or_takes_from_none()
    {
        RateLimitLease first = await AcquireAsync(new RateLimitCharge(Slots), new RateLimitCharge(Minute, null, 3));
        ValueTask<RateLimitLease> second = AcquireAsync(new RateLimitCharge(Slots), new RateLimitCharge(Minute));
        RateLimitLease third = await AcquireAsync(new RateLimitCharge(Slots));

        Assert.True(first.IsAcquired && third.IsAcquired);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Interactive_calls_go_first_and_bulk_work_that_waited_long_goes_before_them()
    {
        RateLimitLease held = await AcquireAsync(new RateLimitCharge(Slots, null, 2));
        ValueTask<RateLimitLease> bulk = AcquireAsync(RateLimitPriority.Bulk, new RateLimitCharge(Slots, null, 2));
        ValueTask<RateLimitLease> interactive = AcquireAsync(RateLimitPriority.Interactive, new RateLimitCharge(Slots, null, 2));
        held.Settle(CallOutcome.Answered);
        RateLimitLease passed = await interactive;
        Assert.False(bulk.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(11));
        ValueTask<RateLimitLease> late = AcquireAsync(RateLimitPriority.Interactive, new RateLimitCharge(Slots, null, 2));
        passed.Settle(CallOutcome.Answered);

        Assert.True((await bulk).IsAcquired);
        Assert.False(late.IsCompleted);
    }

    [Fact]
    public async Task Who_may_not_wait_long_enough_is_told_at_once_for_what_and_until_when()
    {
        await TakeAsync(new RateLimitCharge(Minute, null, 3));

        RateLimitLease lease = await _limiter.AcquireAsync(
            [new RateLimitCharge(Minute)], new RateLimitDemand(RateLimitPriority.Normal, TimeSpan.FromSeconds(5)), TestContext.Current.CancellationToken);

        Assert.False(lease.IsAcquired);
        Assert.Equal(("minute", ShortageReason.Exhausted), (lease.Wait!.Bucket, lease.Wait.Reason));
        Assert.InRange(lease.Wait.Until!.Value - _time.GetUtcNow(), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(62));
    }

    [Fact]
    public async Task A_wait_ends_at_its_limit_and_when_it_is_cancelled()
    {
        RateLimitLease held = await AcquireAsync(new RateLimitCharge(Slots, null, 2));
        using CancellationTokenSource cancel = new();
        ValueTask<RateLimitLease> impatient = _limiter.AcquireAsync([new RateLimitCharge(Slots)], new RateLimitDemand(RateLimitPriority.Normal, TimeSpan.FromSeconds(3)), TestContext.Current.CancellationToken);
        Task<RateLimitLease> cancelled = _limiter.AcquireAsync([new RateLimitCharge(Slots)], RateLimitDemand.Patient, cancel.Token).AsTask();

        await cancel.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False((await impatient).IsAcquired);
        held.Settle(CallOutcome.Answered);
        Assert.True((await AcquireAsync(new RateLimitCharge(Slots, null, 2))).IsAcquired);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(20)]
    [InlineData(300)]
    public async Task A_call_waits_as_long_as_it_may_to_the_millisecond(double seconds)
    {
        await AcquireAsync(new RateLimitCharge(Slots, null, 2));
        Task<RateLimitLease> waiting = _limiter.AcquireAsync(
            [new RateLimitCharge(Slots)], new RateLimitDemand(RateLimitPriority.Normal, TimeSpan.FromSeconds(seconds)), TestContext.Current.CancellationToken).AsTask();

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.False((await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).IsAcquired);
    }

    [Fact]
    public async Task A_refusal_holds_its_bucket_back_until_the_hint_and_never_earlier()
    {
        RateLimitLease lease = await AcquireAsync(new RateLimitCharge(Minute));
        lease.Settle(new SettledCall(CallOutcome.Answered)
        {
            Refusal = new RateLimitRefusal(_time.GetUtcNow().AddSeconds(30), "tier") { Policy = Minute },
            RefusedFor = TimeSpan.FromSeconds(30),
        });
        ValueTask<RateLimitLease> next = AcquireAsync(new RateLimitCharge(Minute));

        _time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.True((await next).IsAcquired);
    }

    [Fact]
    public async Task One_call_finds_out_how_a_window_stands_and_what_is_left_goes_at_once()
    {
        RateLimitLease probe = await AcquireAsync(new RateLimitCharge(Primary));
        ValueTask<RateLimitLease>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => AcquireAsync(new RateLimitCharge(Primary)))];
        Assert.DoesNotContain(waiting, static wait => wait.IsCompleted);

        Answer(probe, remaining: 3);

        Assert.All(await Task.WhenAll(waiting[..3].Select(static wait => wait.AsTask())), static lease => Assert.True(lease.IsAcquired));
        Assert.DoesNotContain(waiting[3..], static wait => wait.IsCompleted);
    }

    [Fact]
    public async Task What_an_answer_did_not_spend_is_there_again()
    {
        Answer(await AcquireAsync(new RateLimitCharge(Primary)), remaining: 1);
        RateLimitLease notModified = await AcquireAsync(new RateLimitCharge(Primary));
        ValueTask<RateLimitLease> next = AcquireAsync(new RateLimitCharge(Primary));
        Assert.False(next.IsCompleted);

        Answer(notModified, remaining: 1);

        Assert.True((await next).IsAcquired);
    }

    [Fact]
    public async Task A_reserve_is_left_to_others()
    {
        _limiter.Override("MINUTE", new RateLimitOverride { ReservePercent = 34 });

        Assert.True((await AcquireAsync(new RateLimitCharge(Minute))).IsAcquired);
        ValueTask<RateLimitLease> reserved = AcquireAsync(new RateLimitCharge(Minute));
        Assert.False(reserved.IsCompleted);
    }

    [Fact]
    public async Task A_timed_call_costs_the_time_until_its_answer_and_the_next_one_is_expected_to_cost_as_much()
    {
        RateLimitCharge charge = new(new() { Name = "work", Kind = RateLimitKind.RollingWindow, Limit = 20, Window = TimeSpan.FromMinutes(1), IsTimed = true }, null, 0.5);
        RateLimitLease first = await AcquireAsync(charge);
        _time.Advance(TimeSpan.FromSeconds(9));
        first.Settle(CallOutcome.Answered);

        Assert.True((await AcquireAsync(charge)).IsAcquired);
        Task<RateLimitLease> third = AcquireAsync(charge).AsTask();
        Assert.False(third.IsCompleted);
        BucketView view = Assert.Single(_limiter.List()).View;
        Assert.Equal((9, 9), (view.Spent, view.InFlight));
    }

    [Fact]
    public async Task Nothing_is_allocated_for_a_call_that_need_not_wait()
    {
        RateLimitCharge[] charges = [new(Slots), new(Minute with { Limit = 1e9 }, "a"), new(new() { Name = "bucket", Kind = RateLimitKind.TokenBucket, Limit = 1e9, RefillPerSecond = 1 })];
        long bytes = 0;
        for (int i = 0; i < 300; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            RateLimitLease lease = await _limiter.AcquireAsync(charges, RateLimitDemand.Patient, CancellationToken.None);
            lease.Settle(CallOutcome.Answered);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, bytes);
    }

    public void Dispose() => _limiter.Dispose();

    private void Answer(RateLimitLease lease, double remaining) => lease.Settle(new SettledCall(CallOutcome.Answered)
    {
        Readings = new[] { new RateLimitReading(Primary, null, 5000, remaining, _time.GetUtcNow().AddMinutes(30)) },
    });

    private async Task TakeAsync(RateLimitCharge charge)
    {
        RateLimitLease lease = await AcquireAsync(charge);
        Debug.Assert(lease.IsAcquired, "There is enough.");
        lease.Settle(CallOutcome.Answered);
    }

    private ValueTask<RateLimitLease> AcquireAsync(params RateLimitCharge[] charges) => AcquireAsync(RateLimitPriority.Normal, charges);

    private ValueTask<RateLimitLease> AcquireAsync(RateLimitPriority priority, params RateLimitCharge[] charges) =>
        _limiter.AcquireAsync(charges, new RateLimitDemand(priority, Timeout.InfiniteTimeSpan), TestContext.Current.CancellationToken);
}
