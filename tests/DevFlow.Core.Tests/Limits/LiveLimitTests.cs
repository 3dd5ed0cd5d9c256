using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Limits;
using DevFlow.Core.Tests.Http;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Limits;

/// <summary>What Get-DevFlowRateLimit writes: objects that go on showing how a bucket stands, with a forecast for every shape of limit.</summary>
public sealed class LiveLimitTests : IDisposable
{
    private static readonly RateLimitPolicy Tier = new() { Name = "tier", Kind = RateLimitKind.RollingWindow, Limit = 60, Window = TimeSpan.FromMinutes(1) };
    private static readonly RateLimitPolicy Tokens = new() { Name = "tokens", Kind = RateLimitKind.TokenBucket, Limit = 100, RefillPerSecond = 1 };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private readonly HeaderPlatform _platform = new();
    private readonly CurrentSecret _secret = new(CredentialKind.Token, "", SecretBuffer.FromChars("x"));
    private readonly Limiters _limiters;
    private readonly Limiter _limiter;

    public LiveLimitTests()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _limiters = Limiters.Private(_time);
        _limiter = _limiters.For(new ConnectionScope("main", "header", _platform, new Uri("https://header.example/"), new GivenSecret(_secret)));
    }

    [Fact]
    public async Task An_object_shows_each_time_how_its_bucket_stands_then()
    {
        await ReadAsync(remaining: 90);
        RateLimit limit = Assert.Single(_limiters.List());
        Assert.Equal((100, 10, 90), (limit.Limit, limit.Used, limit.Remaining));

        await ReadAsync(remaining: 40);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((100, 60, 40), (limit.Limit, limit.Used, limit.Remaining));
        _time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal((0, null), (limit.Used, limit.ResetsAt));
    }

    [Fact]
    public async Task What_is_looked_at_together_is_of_one_moment_and_outlives_the_session()
    {
        await ReadAsync(remaining: 90);
        RateLimit limit = Assert.Single(_limiters.List());
        Assert.Equal(90, limit.Remaining);

        await ReadAsync(remaining: 40);
        Assert.Equal(100, limit.Used + limit.Remaining);
        Assert.Equal(90, limit.Remaining);
        _limiters.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(90, limit.Remaining);
    }

    [Fact]
    public async Task A_rolling_limit_that_is_used_faster_than_it_comes_back_is_foretold_to_end()
    {
        await UseAsync(Tier, calls: 30, every: TimeSpan.FromSeconds(0.5));

        RateLimit limit = _limiters.List(includeQuiet: true).Single(static one => one.Bucket == "tier");

        Assert.InRange(limit.RatePerMinute!.Value, 110, 130);
        Assert.InRange((limit.ExhaustsAt!.Value - _time.GetUtcNow()).TotalSeconds, 14, 22);
        Assert.InRange(limit.Confidence!.Value, 0.99, 1);
        Assert.Equal(60, limit.Forecast!.SafeRatePerMinute, 1);
    }

    [Fact]
    public async Task A_rolling_limit_that_is_used_slower_than_it_comes_back_lasts()
    {
        await UseAsync(Tier, calls: 20, every: TimeSpan.FromSeconds(2));

        RateLimit limit = _limiters.List(includeQuiet: true).Single(static one => one.Bucket == "tier");

        Assert.InRange(limit.RatePerMinute!.Value, 25, 35);
        Assert.Null(limit.ExhaustsAt);
        Assert.InRange(limit.Confidence!.Value, 0.99, 1);
    }

    [Fact]
    public async Task A_token_bucket_ends_when_what_is_left_is_used_up_beside_what_comes_back()
    {
        // Three a second for 20 s, one of which comes back: two fifths of a hundred are gone.
        await UseAsync(Tokens, calls: 60, every: TimeSpan.FromSeconds(1 / 3.0));

        RateLimit limit = _limiters.List(includeQuiet: true).Single(static one => one.Bucket == "tokens");

        Assert.InRange(limit.Forecast!.SafeRatePerMinute, 59.5, 60);
        Assert.NotNull(limit.ExhaustsAt);
        RateLimitForecast plan = _limiters.List(includeQuiet: true, new RateLimitPlan(1000, 10)).Single(static one => one.Bucket == "tokens").Forecast!;
        Assert.True(plan.WillExhaust && plan.PlanEndsAt is null);
    }

    [Fact]
    public async Task A_plan_for_a_token_bucket_ends_when_its_last_unit_has_come_back()
    {
        await UseAsync(Tokens, calls: 1, every: TimeSpan.FromMinutes(30));

        RateLimitForecast plan = _limiters.List(includeQuiet: true, new RateLimitPlan(1000, 10)).Single(static one => one.Bucket == "tokens").Forecast!;

        // A hundred are there, the others come back one a second.
        Assert.InRange((plan.PlanEndsAt!.Value - _time.GetUtcNow()).TotalSeconds, 895, 910);
    }

    public void Dispose()
    {
        _limiters.Dispose();
        _secret.Dispose();
    }

    private async Task UseAsync(RateLimitPolicy policy, int calls, TimeSpan every)
    {
        for (int i = 0; i < calls; i++)
        {
            RateLimitLease lease = await _limiter.AcquireAsync([new RateLimitCharge(policy)], RateLimitDemand.Patient, TestContext.Current.CancellationToken);
            lease.Settle(CallOutcome.Answered);
            _time.Advance(every);
        }
    }

    private async Task ReadAsync(long remaining)
    {
        using HttpResponseMessage answer = new() { Headers = { Date = _time.GetUtcNow() } };
        answer.Headers.Add("X-Limit", $"core 100 {remaining} {_time.GetUtcNow().AddMinutes(30).ToUnixTimeSeconds()}");
        RateLimitLease lease = await _limiter.AcquireAsync([new RateLimitCharge(_platform.Policies[0])], RateLimitDemand.Patient, TestContext.Current.CancellationToken);
        lease.Settle(_platform, answer);
    }
}
