using System.Net;
using System.Text;
using DevFlow.Core.Limits;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Limits;

/// <summary>What any server may say of its limits, understood for a plugin that says nothing of them itself.</summary>
public sealed class StandardLimitsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly StandardLimits _limits = StandardLimits.Of(new Stranger());
    private readonly Limiter _limiter;

    public StandardLimitsTests() => _limiter = new Limiter(MemoryState.Private(new MonotonicClock(_time).Now), _time);

    [Theory]
    [InlineData("RateLimit-Policy: \"burst\";q=100;w=60|RateLimit: \"burst\";r=50;t=30", "burst 100 50 30")]
    [InlineData("RateLimit-Policy: \"burst\";q=100;w=60, \"daily\";q=1000;w=86400|RateLimit: \"daily\";r=7;t=3600, \"burst\";r=50;t=30", "daily 1000 7 3600, burst 100 50 30")]
    [InlineData("RateLimit-Policy: \"a\\\"b\\\\c\";q=9|RateLimit: \"a\\\"b\\\\c\";r=5;t=3", "a\"b\\c 9 5 3")]
    [InlineData("RateLimit-Policy: \"user\";q=10;pk=:cHNsdA==:|RateLimit: \"user\";pk=:cHNsdA==:;r=4;t=3", "user/cHNsdA== 10 4 3")]
    [InlineData("RateLimit-Policy: burst;q=100|RateLimit: burst;r=50;t=30", "")]
    [InlineData("RateLimit-Policy: \"burst\";q=100|RateLimit: \"burst\";r=50;t=30;new=\"x\";flag", "burst 100 50 30")]
    [InlineData("RateLimit-Policy: \"calm\";q=10;w=60|RateLimit: \"calm\";t=30", "calm 10 10 30")]
    [InlineData("RateLimit: \"alone\";r=50;t=30", "alone 50 50 30")]
    [InlineData("RateLimit-Policy: \"bytes\";q=100;qu=\"content-bytes\"|RateLimit: \"bytes\";r=50;t=30", "")]
    [InlineData("RateLimit: limit=100, remaining=50, reset=30|RateLimit-Policy: 100;w=60", "default 100 50 30")]
    [InlineData("RateLimit-Limit: 100|RateLimit-Remaining: 50|RateLimit-Reset: 30", "default 100 50 30")]
    [InlineData("RateLimit-Limit: 100, 100;w=60, 1000;w=3600|RateLimit-Remaining: 50|RateLimit-Reset: 30", "default 100 50 30")]
    [InlineData("X-RateLimit-Limit: 100|X-RateLimit-Remaining: 50|X-RateLimit-Reset: 1795428030", "default 100 50 30")]
    [InlineData("X-RateLimit-Limit: 100|X-RateLimit-Remaining: 50|X-RateLimit-Reset: 1795428030000", "default 100 50 30")]
    [InlineData("RateLimit: \"burst;r=50;t=30", "")]
    [InlineData("RateLimit: \"burst\";r=50;t=30,", "")]
    [InlineData("RateLimit: \"burst\";r=;t=30", "")]
    [InlineData("RateLimit: \"burst\";r=-1;t=30|RateLimit-Policy: \"burst\";q=-5", "")]
    [InlineData("RateLimit: \"burst\";r=99999999999999999999;t=30", "")]
    [InlineData("RateLimit: \"burst\";r=5;t=99999999999", "")]
    [InlineData("RateLimit-Limit: abc|RateLimit-Remaining: NaN|RateLimit-Reset: soon", "")]
    public void Every_form_of_the_fields_is_read_and_what_is_malformed_is_left_out(string headers, string expected)
    {
        List<RateLimitReading> readings = [];
        using HttpResponseMessage answer = Answer("/things", headers);
        StandardLimits.Of(new Stranger()).Read(answer, readings);

        // What those that waited for the first answer go by comes after what it names.
        Assert.Equal(expected, string.Join(", ", readings.Where(reading => expected.Contains(reading.Policy.Name, StringComparison.Ordinal))
            .Select(static one => $"{one.Policy.Name}{(one.Partition is null ? "" : "/" + one.Partition)} {one.Limit} {one.Remaining} {(one.ResetsAt - Now)?.TotalSeconds}")));
        Assert.Equal(expected.Length == 0, readings.Count == 0);
    }

    [Fact]
    public async Task One_call_finds_out_what_the_server_calls_its_buckets_and_the_others_wait_for_it()
    {
        RateLimitLease probe = await AcquireAsync("/things");
        Task<RateLimitLease>[] waiting = [.. Enumerable.Range(0, 5).Select(_ => AcquireAsync("/things"))];
        Assert.All(waiting, static one => Assert.False(one.IsCompleted));

        Settle(probe, "/things", "RateLimit-Policy: \"burst\";q=4;w=60|RateLimit: \"burst\";r=3;t=30");
        await Task.WhenAll(waiting[..3]).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.All(waiting[3..], static one => Assert.False(one.IsCompleted));
        Settle(await waiting[0], "/things", "RateLimit-Policy: \"burst\";q=4;w=60|RateLimit: \"burst\";r=0;t=30");
        Assert.False(AcquireAsync("/things/17").IsCompleted);
        Assert.Contains(_limiter.List(), static known => known.Bucket.Name == "burst" && known.View.Limit == 4);
    }

    [Fact]
    public async Task An_endpoint_with_a_bucket_of_its_own_is_not_held_back_by_another()
    {
        Settle(await AcquireAsync("/search"), "/search", "RateLimit-Policy: \"search\";q=1;w=60|RateLimit: \"search\";r=0;t=60");
        RateLimitLease guess = await Advance(AcquireAsync("/things"), TimeSpan.FromSeconds(70));
        Settle(guess, "/things", "RateLimit-Policy: \"core\";q=100;w=60|RateLimit: \"core\";r=99;t=60");
        Settle(await AcquireAsync("/search"), "/search", "RateLimit-Policy: \"search\";q=1;w=60|RateLimit: \"search\";r=0;t=60");

        Assert.False(AcquireAsync("/search").IsCompleted);
        Assert.True(AcquireAsync("/things").IsCompleted);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_not_held_back()
    {
        Settle(await AcquireAsync("/things"), "/things", "");

        Assert.All(Enumerable.Range(0, 50), _ => Assert.True(AcquireAsync("/things").IsCompleted));
    }

    [Theory]
    [InlineData(429, "", "", "limit 60")]
    [InlineData(429, "Retry-After: 7", "", "limit 7")]
    [InlineData(429, "Retry-After: 7|RateLimit: \"burst\";r=0;t=30", "", "limit 7")]
    [InlineData(429, "RateLimit: \"burst\";r=0;t=30", "", "limit 32")]
    [InlineData(403, "", "{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\",\"violated-policies\":[\"daily\"]}", "quota-exceeded 60")]
    [InlineData(503, "Retry-After: 9", "{\"type\":\"https://iana.org/assignments/http-problem-types#temporary-reduced-capacity\"}", "temporary-reduced-capacity 9")]
    [InlineData(403, "", "{\"type\":\"about:blank\",\"title\":\"Forbidden\"}", "")]
    [InlineData(403, "", "{\"type\":", "")]
    [InlineData(403, "", "[]", "")]
    [InlineData(404, "RateLimit: \"burst\";r=0;t=30", "", "")]
    public void A_refusal_is_told_from_other_errors(int status, string headers, string problem, string expected)
    {
        using HttpResponseMessage answer = Answer("/things", headers, status);
        answer.Content = new StringContent(problem, Encoding.UTF8, problem.Length > 0 ? "application/problem+json" : "text/plain");

        RateLimitRefusal? refusal = _limits.ReadRefusal(answer, Now);

        Assert.Equal(expected, refusal is null ? "" : $"{refusal.Reason} {(refusal.RetryAt - Now).TotalSeconds}");
    }

    [Fact]
    public void A_thousand_names_and_a_million_paths_are_kept_to_a_limit()
    {
        StandardLimits limits = StandardLimits.Of(new Stranger());
        for (int i = 0; i < 3000; i++)
        {
            using HttpResponseMessage answer = Answer($"/{(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))}{(char)('a' + (i / 676))}", $"RateLimit: \"name{i}\";r=5;t=3");
            limits.Read(answer, []);
        }

        Assert.InRange(limits.Policies.Count, 1, 256);
    }

    public void Dispose() => _limiter.Dispose();

    private async Task<RateLimitLease> AcquireAsync(string path)
    {
        List<RateLimitCharge> charges = [];
        using HttpRequestMessage request = new(HttpMethod.Get, $"https://stranger.example{path}");
        _limits.Charge(request, charges);
        return await _limiter.AcquireAsync([.. charges], RateLimitDemand.Patient, TestContext.Current.CancellationToken);
    }

    private async Task<RateLimitLease> Advance(Task<RateLimitLease> waiting, TimeSpan time)
    {
        _time.Advance(time);
        return await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private void Settle(RateLimitLease lease, string path, string headers)
    {
        using HttpResponseMessage answer = Answer(path, headers);
        answer.Headers.Date = _time.GetUtcNow();
        lease.Settle(_limits, answer);
    }

    private static HttpResponseMessage Answer(string path, string headers, int status = 200)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status) { RequestMessage = new HttpRequestMessage(HttpMethod.Get, $"https://stranger.example{path}") };
        answer.Headers.Date = Now;
        foreach (string header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            answer.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        return answer;
    }

    private sealed class Stranger : IPlatformPlugin
    {
        public IPlatformAuthentication Authentication => throw new NotSupportedException();

        public IWebhookScheme Webhooks => throw new NotSupportedException();

        public Uri? DefaultBaseUri => null;

        public Uri GetApiUri(Uri baseUri) => baseUri;

        public IPlatformApi OpenApi(Uri apiUri, HttpMessageHandler handler) => throw new NotSupportedException();
    }
}
