using System.Net;
using DevFlow.GitLab;

namespace DevFlow.Platforms.Tests.GitLab;

public sealed class GitLabLimitsTests
{
    private const long Reset = 1_795_000_020;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(Reset - 600);
    private readonly GitLabLimits _limits = new();

    [Fact]
    public void The_limit_is_what_is_used_and_left_and_not_the_header_that_is_scaled_to_a_minute()
    {
        using HttpResponseMessage answer = Answer(200, ("RateLimit-Limit", "120"), ("RateLimit-Observed", "100"), ("RateLimit-Remaining", "7100"), ("RateLimit-Reset", $"{Reset}"), ("RateLimit-Name", "throttle_authenticated_api"));

        RateLimitReading reading = Assert.NotNull(Read(answer));
        Assert.Equal("throttle_authenticated_api", reading.Policy.Name);
        Assert.Equal((7200, 7100, DateTimeOffset.FromUnixTimeSeconds(Reset)), (reading.Limit, reading.Remaining, reading.ResetsAt));
    }

    [Fact]
    public void The_headers_of_GitLabs_own_example_are_a_reading()
    {
        using HttpResponseMessage answer = Answer(200, ("RateLimit-Limit", "1"), ("RateLimit-Observed", "3"), ("RateLimit-Remaining", "2"), ("RateLimit-Reset", $"{Reset}"));

        RateLimitReading reading = Assert.NotNull(Read(answer));
        Assert.Equal("throttle_authenticated_api", reading.Policy.Name);
        Assert.Equal((5, 2, DateTimeOffset.FromUnixTimeSeconds(Reset)), (reading.Limit, reading.Remaining, reading.ResetsAt));
    }

    [Theory]
    [InlineData(409, "{\"message\":\"409 Conflict: Resource lock\"}", true)]
    [InlineData(409, "{\"message\":\"SHA does not match HEAD of source branch\"}", false)]
    [InlineData(409, "", false)]
    [InlineData(422, "{\"message\":\"Resource lock\"}", false)]
    public void A_lock_that_another_request_holds_is_told_from_a_conflict_that_stays(int status, string body, bool isBusy)
    {
        using HttpResponseMessage answer = Answer(status);
        answer.Content = new StringContent(body);

        Assert.Equal(isBusy, _limits.IsBusy(answer));
    }

    [Theory]
    [InlineData(429, "3000", "0", "1795000020", "a")]
    [InlineData(200, null, "1", "1795000020", "a")]
    [InlineData(200, "1", null, "1795000020", "a")]
    [InlineData(200, "1", "1", null, "a")]
    [InlineData(200, "1", "1", "60", "a")]
    [InlineData(200, "1", "1", "1795000020000", "a")]
    [InlineData(200, "0", "0", "1795000020", "a")]
    [InlineData(200, "-1", "5", "1795000020", "a")]
    [InlineData(200, "9223372036854775807", "9223372036854775807", "1795000020", "a")]
    [InlineData(200, "1", "1", "1795000020", "Not a bucket")]
    public void A_refusal_and_nonsense_are_no_reading(int status, string? observed, string? remaining, string? reset, string? name)
    {
        using HttpResponseMessage answer = Answer(status, ("RateLimit-Observed", observed), ("RateLimit-Remaining", remaining), ("RateLimit-Reset", reset), ("RateLimit-Name", name));
        Assert.Null(Read(answer));
    }

    [Theory]
    [InlineData("Retry-After", "30", 30)]
    [InlineData("RateLimit-Reset", "1795000020", 601)]
    [InlineData("RateLimit-Reset", "1", 60)]
    [InlineData("RateLimit-ResetTime", "Wed, 18 Nov 2026 11:07:00 GMT", 601)]
    [InlineData("RateLimit-ResetTime", "soon", 60)]
    [InlineData("X-Nothing", "1", 60)]
    public void A_refusal_says_how_long_to_wait(string header, string value, int seconds)
    {
        using HttpResponseMessage answer = Answer(429, (header, value));
        Assert.Equal(Now.AddSeconds(seconds), _limits.ReadRefusal(answer, Now)?.RetryAt);
    }

    [Fact]
    public void Only_429_is_a_refusal_and_never_one_that_is_over()
    {
        using HttpResponseMessage forbidden = Answer(403, ("RateLimit-Remaining", "0"), ("RateLimit-Reset", $"{Reset}"));
        using HttpResponseMessage late = Answer(429, ("RateLimit-Reset", $"{Reset - 900}"));

        Assert.Null(_limits.ReadRefusal(forbidden, Now));
        Assert.Equal(Now, _limits.ReadRefusal(late, Now)?.RetryAt);
    }

    [Theory]
    [InlineData("https://gitlab.com/api/v4/projects", "throttle_authenticated_api")]
    [InlineData("https://example.com/gitlab/api/graphql", "throttle_authenticated_api")]
    [InlineData("https://gitlab.com/acme/shop", null)]
    public void Calls_of_the_API_share_a_bucket(string address, string? expected)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        List<RateLimitCharge> charges = [];
        _limits.Charge(request, charges);
        Assert.Equal(expected, charges.Find(static charge => charge.Policy.IsReported).Policy?.Name);
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
        foreach ((string name, string? value) in headers.Where(static header => header.Value is not null))
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }
}
