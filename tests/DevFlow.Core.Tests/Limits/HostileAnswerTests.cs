using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DevFlow.Core.Limits;
using DevFlow.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Limits;

/// <summary>Servers, plugins and files that tell nonsense: it must neither stop a session nor grow its memory.</summary>
public sealed class HostileAnswerTests : IDisposable
{
    private static readonly RateLimitPolicy Window = new() { Name = "core", Kind = RateLimitKind.FixedWindow, Window = TimeSpan.FromHours(1), IsReported = true };
    private static readonly RateLimitPolicy Tokens = new() { Name = "user", Kind = RateLimitKind.TokenBucket, IsReported = true };
    private static readonly RateLimitPolicy Rolling = new() { Name = "rolling", Kind = RateLimitKind.RollingWindow, Limit = 3, Window = TimeSpan.FromMinutes(1) };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private readonly Limiter _limiter;

    public HostileAnswerTests()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _limiter = new Limiter(MemoryState.Private(new MonotonicClock(_time).Now), _time);
    }

    [Theory]
    [InlineData(double.NaN, 5)]
    [InlineData(5000, double.NaN)]
    [InlineData(double.PositiveInfinity, 5)]
    [InlineData(1e308, 1e308)]
    [InlineData(-5, -7)]
    [InlineData(5000, -1)]
    [InlineData(0, 0)]
    public async Task Numbers_that_are_none_are_left_out_and_the_next_answer_counts(double limit, double remaining)
    {
        await AnswerAsync(Window, new RateLimitReading(Window, null, limit, remaining, Later(30)));
        await AnswerAsync(Window, new RateLimitReading(Window, null, 100, 40, Later(30)));

        BucketView view = Assert.Single(_limiter.List()).View;
        Assert.Equal((100, 60, 0), (view.Limit, view.Spent, view.InFlight));
    }

    [Fact]
    public async Task A_window_that_ends_in_a_hundred_years_is_not_believed()
    {
        await AnswerAsync(Window, new RateLimitReading(Window, null, 100, 0, _time.GetUtcNow().AddYears(100)));

        await ComesAsync(AcquireAsync(Window));
    }

    [Fact]
    public async Task A_window_that_ended_too_late_by_mistake_is_corrected_by_the_next_answer()
    {
        await AnswerAsync(Window, new RateLimitReading(Window, null, 100, 50, Later(23 * 60)));
        _time.Advance(TimeSpan.FromSeconds(1));
        await AnswerAsync(Window, new RateLimitReading(Window, null, 100, 0, Later(10)));

        ValueTask<RateLimitLease> waiting = AcquireAsync(Window);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(11));
        await ComesAsync(waiting);
    }

    [Fact]
    public async Task A_refusal_for_a_century_is_asked_about_again_after_a_day()
    {
        RateLimitLease refused = await AcquireAsync(Rolling);
        using HttpResponseMessage answer = Answer();
        refused.Settle(new Teller { Refusal = new RateLimitRefusal(_time.GetUtcNow().AddYears(100), "never") }, answer);

        ValueTask<RateLimitLease> waiting = AcquireAsync(Rolling);
        _time.Advance(TimeSpan.FromHours(23));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromHours(2));
        await ComesAsync(waiting);
    }

    [Fact]
    public async Task A_bucket_is_filled_at_the_rate_its_answers_tell()
    {
        await AnswerAsync(Tokens, new RateLimitReading(Tokens, null, 5, 0, null) { RefillPerSecond = 2 });

        ValueTask<RateLimitLease> waiting = AcquireAsync(Tokens);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.6));
        await ComesAsync(waiting);
    }

    [Fact]
    public async Task A_bucket_of_which_no_answer_tells_the_rate_is_asked_about_again()
    {
        await AnswerAsync(Tokens, new RateLimitReading(Tokens, null, 5, 0, null));

        ValueTask<RateLimitLease> waiting = AcquireAsync(Tokens);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));
        await ComesAsync(waiting);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-3)]
    [InlineData(1000)]
    public async Task A_cost_that_is_none_or_more_than_there_ever_is_neither_spoils_a_bucket_nor_waits_for_ever(double cost)
    {
        RateLimitLease first = await _limiter.AcquireAsync([new RateLimitCharge(Rolling, null, cost)], RateLimitDemand.Patient, TestContext.Current.CancellationToken);
        Assert.True(first.IsAcquired);
        first.Settle(CallOutcome.Answered);

        ValueTask<RateLimitLease> second = AcquireAsync(Rolling);
        _time.Advance(TimeSpan.FromMinutes(2));
        await ComesAsync(second);
    }

    [Fact]
    public async Task Twenty_thousand_buckets_are_kept_to_what_one_needs()
    {
        for (int i = 0; i < 20_000; i++)
        {
            RateLimitLease lease = await _limiter.AcquireAsync([new RateLimitCharge(Rolling, $"channel-{i}"), new RateLimitCharge(Rolling with { Name = $"p{i}" })], RateLimitDemand.Patient, TestContext.Current.CancellationToken);
            lease.Settle(CallOutcome.Answered);
        }

        Assert.InRange(_limiter.List().Count, 1, 8192);
    }

    [Fact]
    public async Task A_file_full_of_nonsense_holds_nobody_up()
    {
        using TempFolder folder = new();
        string path = folder.File("limits");
        SharedMemory.Open(path, _time).Dispose();
        for (int seed = 0; seed < 20; seed++)
        {
            Spoil(path, new Random(seed));
            long now = new MonotonicClock(_time).Now;
            using Limiter limiter = new(new MemoryState(SharedMemory.Open(path, TimeProvider.System), now, static _ => { }), _time);
            for (int i = 0; i < 3; i++)
            {
                RateLimitCharge[] charges = [new(Rolling), new(Tokens), new(Window)];
                ValueTask<RateLimitLease> asked = limiter.AcquireAsync(charges, RateLimitDemand.Patient, TestContext.Current.CancellationToken);
                _time.Advance(TimeSpan.FromMinutes(5));
                (await ComesAsync(asked)).Settle(CallOutcome.Answered);
            }
        }
    }

    public void Dispose() => _limiter.Dispose();

    // All but what names the file's kind, the lock, and the buckets' names: those of the limits in use, so that each is found.
    private static void Spoil(string path, Random random)
    {
        byte[] content = File.ReadAllBytes(path);
        random.NextBytes(content.AsSpan(24));
        content.AsSpan(16, 8).Clear();
        Span<BucketState> buckets = MemoryMarshal.Cast<byte, BucketState>(content.AsSpan(4096));
        foreach (RateLimitPolicy policy in new[] { Rolling, Tokens, Window })
        {
            BucketKey key = BucketKey.Of(policy, null);
            buckets[(int)(key.Low % LimiterMemory.Sets) * LimiterMemory.Ways].Key = key;
        }

        File.WriteAllBytes(path, content);
    }

    private static Task<RateLimitLease> ComesAsync(ValueTask<RateLimitLease> asked) =>
        asked.AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private DateTimeOffset Later(int minutes) => _time.GetUtcNow().AddMinutes(minutes);

    private ValueTask<RateLimitLease> AcquireAsync(RateLimitPolicy policy) =>
        _limiter.AcquireAsync([new RateLimitCharge(policy)], RateLimitDemand.Patient, TestContext.Current.CancellationToken);

    private async Task AnswerAsync(RateLimitPolicy policy, RateLimitReading reading)
    {
        RateLimitLease lease = await AcquireAsync(policy);
        using HttpResponseMessage answer = Answer();
        lease.Settle(new Teller { Reading = reading }, answer);
    }

    private HttpResponseMessage Answer() => new(HttpStatusCode.OK) { Headers = { Date = _time.GetUtcNow() } };
}
