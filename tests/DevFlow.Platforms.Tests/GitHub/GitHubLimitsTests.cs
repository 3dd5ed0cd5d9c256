using System.Globalization;
using System.Net;
using System.Text.Json;
using DevFlow.GitHub;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.GitHub;

public sealed class GitHubLimitsTests
{
    private const long Reset = 1_795_000_000;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(Reset - 600);
    private readonly GitHubLimits _limits = new();

    [Theory]
    [InlineData("https://api.github.com/repos/o/r", "core")]
    [InlineData("https://api.github.com/", "core")]
    [InlineData("https://api.github.com/search/issues?q=a", "search")]
    [InlineData("https://api.github.com/search/code?q=a", "code_search")]
    [InlineData("https://api.github.com/searching", "core")]
    [InlineData("https://api.github.com/graphql", "graphql")]
    [InlineData("https://api.github.com/rate_limit", null)]
    [InlineData("https://github.example.com/api/v3/repos/o/search", "core")]
    [InlineData("https://github.example.com/api/v3/search/code", "code_search")]
    [InlineData("https://github.example.com/api/graphql", "graphql")]
    public void The_bucket_follows_from_the_path(string address, string? expected)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        Assert.Equal(expected, PrimaryOf(request));
    }

    [Fact]
    public void A_full_set_of_headers_is_a_reading()
    {
        using HttpResponseMessage answer = Answer(200, ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "4999"), ("X-RateLimit-Reset", $"{Reset}"), ("x-ratelimit-resource", "search"));

        RateLimitReading reading = Assert.NotNull(Read(answer));
        Assert.Equal("search", reading.Policy.Name);
        Assert.Equal((5000, 4999, DateTimeOffset.FromUnixTimeSeconds(Reset)), (reading.Limit, reading.Remaining, reading.ResetsAt));
    }

    [Fact]
    public void Without_a_named_resource_the_bucket_is_the_one_of_the_path()
    {
        using HttpResponseMessage answer = Answer(200, ("x-ratelimit-limit", "30"), ("x-ratelimit-remaining", "29"), ("x-ratelimit-reset", $"{Reset}"));
        Assert.Equal("core", Read(answer)!.Value.Policy.Name);

        answer.RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://api.github.com/search/issues");
        Assert.Equal("search", Read(answer)!.Value.Policy.Name);
    }

    [Theory]
    [InlineData(null, "1", "1795000000", "core")]
    [InlineData("5000", null, "1795000000", "core")]
    [InlineData("5000", "1", null, "core")]
    [InlineData("0", "0", "1795000000", "core")]
    [InlineData("-1", "0", "1795000000", "core")]
    [InlineData("10", "11", "1795000000", "core")]
    [InlineData("10", "-1", "1795000000", "core")]
    [InlineData("ten", "1", "1795000000", "core")]
    [InlineData("10", "1", "1795000000000", "core")]
    [InlineData("10", "1", "60", "core")]
    [InlineData("10", "1", "99999999999999999999999", "core")]
    [InlineData("10", "1", "2026-11-22T10:00:00Z", "core")]
    [InlineData("10", "1", "1795000000", "a bucket")]
    [InlineData("10", "1", "1795000000", "")]
    [InlineData("1e3", "1", "1795000000", "core")]
    public void Nonsense_is_no_reading(string? limit, string? remaining, string? reset, string? resource)
    {
        using HttpResponseMessage answer = Answer(
            200, ("x-ratelimit-limit", limit), ("x-ratelimit-remaining", remaining), ("x-ratelimit-reset", reset), ("x-ratelimit-resource", resource));

        Assert.Null(Read(answer));
    }

    [Fact]
    public void Headers_sent_twice_are_no_reading()
    {
        using HttpResponseMessage answer = Answer(
            200, ("x-ratelimit-limit", "10"), ("x-ratelimit-limit", "20"), ("x-ratelimit-remaining", "4"), ("x-ratelimit-reset", $"{Reset}"), ("x-ratelimit-resource", "core"));

        Assert.Null(Read(answer));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public void A_refusal_with_nothing_remaining_ends_one_second_after_the_reset(int status)
    {
        using HttpResponseMessage answer = Answer(status, ("x-ratelimit-limit", "60"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{Reset}"));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Reset + 1), _limits.ReadRefusal(answer, Now)?.RetryAt);
    }

    [Theory]
    [InlineData(403, "90", 90)]
    [InlineData(429, "90", 90)]
    [InlineData(429, "0", 0)]
    [InlineData(403, "soon", 60)]
    [InlineData(429, "-5", 60)]
    [InlineData(429, null, 60)]
    public void A_secondary_refusal_waits_as_told_and_else_a_minute(int status, string? retryAfter, int seconds)
    {
        using HttpResponseMessage answer = Answer(status, ("Retry-After", retryAfter), ("x-ratelimit-remaining", "4000"), ("x-ratelimit-reset", $"{Reset}"));
        Assert.Equal(Now.AddSeconds(seconds), _limits.ReadRefusal(answer, Now)?.RetryAt);
    }

    [Fact]
    public void Retry_after_may_be_a_date_and_wins_over_the_reset()
    {
        using HttpResponseMessage ahead = Answer(403, ("Retry-After", Now.AddMinutes(2).ToString("r")), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{Reset}"));
        Assert.Equal(Now.AddMinutes(2), _limits.ReadRefusal(ahead, Now)?.RetryAt);

        using HttpResponseMessage past = Answer(429, ("Retry-After", Now.AddMinutes(-2).ToString("r")));
        Assert.Equal(Now, _limits.ReadRefusal(past, Now)?.RetryAt);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public void Every_other_answer_is_no_refusal(int status)
    {
        using HttpResponseMessage answer = Answer(
            status, ("Retry-After", status == 403 ? null : "5"), ("x-ratelimit-remaining", status == 403 ? "17" : "0"), ("x-ratelimit-reset", $"{Reset}"));
        Assert.Null(_limits.ReadRefusal(answer, Now));
    }

    [Fact]
    public void Every_recorded_answer_of_GitHub_reads()
    {
        string? folder = RepositoryRoot.SharedData("data", "github-recorded");
        if (folder is null)
        {
            Assert.Skip("The recorded answers of GitHub are not on this machine.");
        }

        int read = 0;
        foreach (string file in Directory.EnumerateFiles(folder, "raw-fixture.json", SearchOption.AllDirectories))
        {
            using JsonDocument conversation = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (JsonElement exchange in conversation.RootElement.EnumerateArray())
            {
                read += Check(exchange) ? 1 : 0;
            }
        }

        Assert.InRange(read, 90, 1000);
    }

    private bool Check(JsonElement exchange)
    {
        JsonElement[] pairs = [.. exchange.GetProperty("rawHeaders").EnumerateArray()];
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i + 1 < pairs.Length; i += 2)
        {
            headers[pairs[i].GetString()!] = pairs[i + 1].GetString()!;
        }

        using HttpResponseMessage answer = Answer(exchange.GetProperty("status").GetInt32(), [.. headers.Select(pair => (pair.Key, (string?)pair.Value))]);
        answer.RequestMessage = new HttpRequestMessage(HttpMethod.Get, exchange.GetProperty("scope").GetString() + exchange.GetProperty("path").GetString());
        Assert.Null(_limits.ReadRefusal(answer, Now));
        RateLimitReading? reading = Read(answer);
        Assert.Equal(headers.ContainsKey("x-ratelimit-limit"), reading is not null);
        if (reading is not RateLimitReading found)
        {
            return false;
        }

        Assert.Equal(headers["x-ratelimit-resource"], found.Policy.Name);
        Assert.Equal(headers["x-ratelimit-resource"], PrimaryOf(answer.RequestMessage));
        Assert.Equal(headers["x-ratelimit-remaining"], found.Remaining.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(headers["x-ratelimit-reset"], found.ResetsAt!.Value.ToUnixTimeSeconds().ToString(provider: null));
        return true;
    }

    private string? PrimaryOf(HttpRequestMessage request)
    {
        List<RateLimitCharge> charges = [];
        _limits.Charge(request, charges);
        return charges.Find(static charge => charge.Policy.IsReported).Policy?.Name;
    }

    private RateLimitReading? Read(HttpResponseMessage answer)
    {
        List<RateLimitReading> readings = [];
        _limits.Read(answer, readings);
        return readings.Count == 0 ? null : Assert.Single(readings);
    }

    private static HttpResponseMessage Answer(int status, params (string Name, string? Value)[] headers)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status);
        foreach ((string name, string? value) in headers)
        {
            if (value is not null)
            {
                answer.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return answer;
    }
}
