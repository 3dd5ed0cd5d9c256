using DevFlow.Jira;

namespace DevFlow.Platforms.Tests.Jira;

public sealed class JiraPluginTests
{
    private readonly JiraPlugin _plugin = new();

    [Theory]
    [InlineData("https://acme.atlassian.net", "https://acme.atlassian.net/")]
    [InlineData("https://acme.atlassian.net/jira/software/projects/ABC/boards/1", "https://acme.atlassian.net/")]
    [InlineData("https://acme.jira.com/browse/ABC-1?x=1", "https://acme.jira.com/")]
    [InlineData("https://jira.example.com/browse/ABC-1", "https://jira.example.com/")]
    [InlineData("https://example.com:8443/tools/jira/secure/Dashboard.jspa", "https://example.com:8443/tools/jira/")]
    [InlineData("https://example.com/jira", "https://example.com/jira/")]
    [InlineData("https://example.com/jira/rest/api/2/myself", "https://example.com/jira/")]
    [InlineData("https://api.atlassian.com/ex/jira/11111111-2222/rest/api/3/myself", "https://api.atlassian.com/ex/jira/11111111-2222/")]
    [InlineData("http://127.0.0.1:7000/", "http://127.0.0.1:7000/")]
    public void The_address_of_any_page_leads_to_the_site(string page, string api) => Assert.Equal(api, _plugin.GetApiUri(new Uri(page)).AbsoluteUri);

    [Fact]
    public void The_gateway_without_a_site_is_no_address_and_there_is_none_by_default()
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => _plugin.GetApiUri(new Uri("https://api.atlassian.com/")));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains("tenant_info", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Null(_plugin.DefaultBaseUri);
    }
}
