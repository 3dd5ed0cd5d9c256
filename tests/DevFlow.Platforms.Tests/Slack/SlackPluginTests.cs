using DevFlow.Slack;

namespace DevFlow.Platforms.Tests.Slack;

public sealed class SlackPluginTests
{
    [Theory]
    [InlineData("https://slack.com/", "https://slack.com/api/")]
    [InlineData("https://acme.slack.com/archives/C1", "https://slack.com/api/")]
    [InlineData("https://app.slack.com/client/T1", "https://slack.com/api/")]
    [InlineData("https://agency.slack-gov.com/", "https://slack-gov.com/api/")]
    [InlineData("https://notslack.com/x", "https://notslack.com/api/")]
    [InlineData("http://127.0.0.1:7000/", "http://127.0.0.1:7000/api/")]
    public void Every_workspace_is_served_by_one_address(string page, string api) => Assert.Equal(api, new SlackPlugin().GetApiUri(new Uri(page)).AbsoluteUri);
}
