using System.Net;
using System.Text;
using DevFlow.Slack;

namespace DevFlow.Platforms.Tests.Slack;

public sealed class SlackLimitsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private readonly SlackLimits _limits = new();

    [Theory]
    [InlineData("apps.connections.open", "tier1/apps.connections.open")]
    [InlineData("conversations.list?limit=5", "tier2/conversations.list")]
    [InlineData("conversations.history", "tier3/conversations.history")]
    [InlineData("users.info", "tier4/users.info")]
    [InlineData("auth.test", "special/auth.test")]
    [InlineData("brand.new", "unpublished/brand.new")]
    [InlineData("users.profile.set", "tier3/users.profile.set", "profile-user/self", "profile-token")]
    [InlineData("users.profile.set?user=U1", "tier3/users.profile.set", "profile-user/U1", "profile-token")]
    [InlineData("chat.postMessage", "special/chat.postMessage")]
    [InlineData("chat.postMessage?channel=C1&text=a", "special/chat.postMessage", "channel/C1")]
    public void A_call_is_charged_to_its_method_and_a_message_to_its_channel(string call, params string[] expected)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "https://slack.com/api/" + call);
        Assert.Equal(expected, Charged(request));
    }

    [Theory]
    [InlineData("application/json", """{"text":"a","channel":"C1"}""", "C1")]
    [InlineData("application/json", """{"text":"a","channel":5}""", "5")]
    [InlineData("application/json", """["channel"]""", null)]
    [InlineData("application/json", "{", null)]
    [InlineData("application/x-www-form-urlencoded", "text=a&channel=C1", "C1")]
    [InlineData("application/x-www-form-urlencoded", "channel=%23general&text=channel=C2", "#general")]
    [InlineData("application/x-www-form-urlencoded", "subchannel=C1", null)]
    public void The_channel_is_found_in_the_body_and_the_body_stays_whole(string type, string body, string? channel)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "https://slack.com/api/chat.postMessage") { Content = new StringContent(body, Encoding.UTF8, type) };

        Assert.Equal(channel is null ? ["special/chat.postMessage"] : ["special/chat.postMessage", "channel/" + channel], Charged(request));
        Assert.Equal(body, new StreamReader(request.Content.ReadAsStream(TestContext.Current.CancellationToken)).ReadToEnd());
    }

    [Theory]
    [InlineData("GET", "chat.postMessage", RequestSafety.Unsafe)]
    [InlineData("POST", "conversations.list", RequestSafety.Repeatable)]
    [InlineData("POST", "search.messages", RequestSafety.Repeatable)]
    [InlineData("GET", "reactions.add", RequestSafety.Unsafe)]
    [InlineData("POST", "users.profile.get", RequestSafety.Repeatable)]
    [InlineData("GET", "brand.new", RequestSafety.Unsafe)]
    public void Whether_a_call_may_be_repeated_is_told_by_the_method_and_not_by_the_verb(string verb, string method, RequestSafety expected)
    {
        using HttpRequestMessage request = new(new HttpMethod(verb), "https://slack.com/api/" + method);
        Assert.Equal(expected, _limits.GetSafety(request));
    }

    [Theory]
    [InlineData(429, "conversations.list", "30", "", "tier2", 30, true)]
    [InlineData(429, "chat.postMessage?channel=C1", "1", "", "channel", 1, true)]
    [InlineData(429, "chat.postMessage?channel=C1", "30", "", "special", 30, true)]
    [InlineData(429, "users.list", null, """{"ok":false,"error":"ratelimited"}""", "tier2", 60, false)]
    [InlineData(200, "users.list", "7", """{"ok":false,"error":"ratelimited"}""", "tier2", 7, true)]
    [InlineData(200, "chat.postMessage?channel=C1", null, """{"ok":false,"error":"rate_limited"}""", "special", 60, false)]
    public void A_refusal_holds_back_what_refused(int status, string call, string? wait, string body, string policy, int seconds, bool isHinted)
    {
        using HttpResponseMessage answer = Answer(status, call, wait, body);
        RateLimitRefusal refusal = _limits.ReadRefusal(answer, Now)!;

        Assert.Equal((Now.AddSeconds(seconds), policy, isHinted), (refusal.RetryAt, refusal.Policy?.Name, refusal.IsHinted));
    }

    [Fact]
    public void No_other_answer_is_a_refusal_and_none_a_reading()
    {
        foreach ((int status, string body) in ((int, string)[])
            [(200, """{"ok":true,"text":"ratelimited"}"""), (200, """{"ok":false,"error":"restricted_action"}"""), (200, ""), (403, ""), (500, """{"ok":false,"error":"ratelimited"}""")])
        {
            using HttpResponseMessage answer = Answer(status, "users.list", "5", body);
            List<RateLimitReading> readings = [];
            _limits.Read(answer, readings);
            Assert.Null(_limits.ReadRefusal(answer, Now));
            Assert.Empty(readings);
        }
    }

    private string[] Charged(HttpRequestMessage request)
    {
        List<RateLimitCharge> charges = [];
        _limits.Charge(request, charges);
        Assert.All(charges, charge => Assert.Contains(charge.Policy, _limits.Policies));
        return [.. charges.Select(charge => charge.Policy.Name + (charge.Partition is null ? "" : "/" + charge.Partition))];
    }

    private static HttpResponseMessage Answer(int status, string call, string? wait, string body)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://slack.com/api/" + call),
        };
        answer.Headers.TryAddWithoutValidation("Retry-After", wait);
        return answer;
    }
}
