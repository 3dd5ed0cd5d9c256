using DevFlow.Slack;

namespace DevFlow.Platforms.Tests.Slack;

public sealed class SlackAuthenticationTests
{
    private readonly SlackAuthentication _authentication = new();

    [Theory]
    [InlineData("xoxb-1-2-abc", "bot token")]
    [InlineData("xoxp-1-2-3-abc", "user token")]
    [InlineData("xapp-1-A1-2-abc", "app-level token")]
    [InlineData("xwfp-abc", "workflow token")]
    [InlineData("xoxe.xoxb-1-abc", "rotating bot token")]
    [InlineData("xoxe.xoxp-1-abc", "rotating user token")]
    [InlineData("https://hooks.slack.com/services/T1/B1/abcdef", "incoming webhook")]
    [InlineData("https://hooks.slack.com/triggers/T1/1/abcdef", "workflow webhook")]
    [InlineData("something-else", "token of unknown form")]
    public void A_token_is_told_by_its_prefix(string token, string kind) => Assert.Equal(kind, _authentication.DescribeToken(token));

    [Theory]
    [InlineData("xoxe-1-abcdef", "refresh token")]
    [InlineData("xoxc-1-abcdef", "browser")]
    [InlineData("https://hooks.slack.com/services/T1/B1/", "incoming webhook")]
    [InlineData("https://hooks.slack.com.example.com/services/T1/B1/abcdef", "incoming webhook")]
    [InlineData("http://hooks.slack.com/services/T1/B1/abcdef", "an address")]
    [InlineData("0123456789abcdef0123456789abcdef", "signing secret")]
    [InlineData("xoxb-1 2", "spaces")]
    [InlineData("", "empty")]
    public void What_is_no_token_for_calls_is_named_for_what_it_is(string token, string says)
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => _authentication.DescribeToken(token));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_is_a_bearer_and_nothing_else_is_sent()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "https://slack.com/api/auth.test");
        _authentication.Apply(request, CredentialKind.Token, "", "xoxb-1");

        Assert.Equal("Bearer xoxb-1", request.Headers.Authorization?.ToString());
        Assert.Throws<DevFlowException>(() => _authentication.Apply(request, CredentialKind.Basic, "jane", "secret"));
        Assert.Throws<DevFlowException>(() => _authentication.Apply(request, CredentialKind.WebhookSecret, "", "secret"));
        Assert.Throws<DevFlowException>(() => _authentication.DescribePassword("secret"));
    }
}
