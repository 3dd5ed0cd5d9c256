using System.Net;
using System.Text;
using DevFlow.Jira;
using DevFlow.Platforms.Tests.GitHub;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Jira;

public sealed class JiraApiTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private readonly JiraPlugin _plugin = new(new FakeTimeProvider(Now));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"self":"x","accountId":"5b1","emailAddress":"jane@example.com","displayName":"Jane"}""", "jane@example.com")]
    [InlineData("""{"self":"x","accountId":"5b1","displayName":"An app"}""", "An app")]
    [InlineData("""{"self":"x","key":"JIRAUSER1","name":"jane","emailAddress":"jane@example.com"}""", "jane")]
    public async Task The_identity_comes_from_one_call_of_a_version_both_products_have(string body, string account)
    {
        await using LoopbackServer server = new(200, body);
        using SocketsHttpHandler chain = new();

        Identity identity = await Open(server.BaseUri, chain).GetIdentityAsync(Cancelled);

        Assert.Equal(account, identity.Account);
        string request = Assert.Single(server.Requests);
        Assert.StartsWith("GET /rest/api/2/myself HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Accept: application/json", request, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("User-Agent: DevFlow/", request, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html>login</html>")]
    [InlineData("""{"name":"\u001b[2J"}""")]
    public async Task An_answer_that_is_not_Jira_s_is_an_error(string body)
    {
        await using LoopbackServer server = new(200, body);
        using SocketsHttpHandler chain = new();

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => Open(server.BaseUri, chain).GetIdentityAsync(Cancelled));

        Assert.Equal(ErrorReason.RequestFailed, error.Reason);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Theory]
    [InlineData(401, """{"errorMessages":["You are not authenticated. Authentication required to perform this operation."],"errors":{}}""", ErrorReason.AuthenticationFailed, "(401): You are not authenticated.", "-Credential")]
    [InlineData(401, """{"code":401,"message":"Unauthorized; scope does not match"}""", ErrorReason.PermissionDenied, "scope does not match.", "scope that the operation's page")]
    [InlineData(403, """{"error":"Failed to parse Connect Session Auth Token"}""", ErrorReason.AuthenticationFailed, "takes no bearer", "gateway")]
    [InlineData(403, """{"errorMessages":["You must be a Jira administrator to do this."],"errors":{}}""", ErrorReason.PermissionDenied, "(403): You must be", "permissions")]
    [InlineData(404, """{"errorMessages":["Issue does not exist or you do not have permission to see it."],"errors":{}}""", ErrorReason.NotFound, "(404): Issue does not exist", "404 for what it hides")]
    [InlineData(410, """{"errorMessages":["The requested API has been removed."]}""", ErrorReason.NotFound, "any more (410)", "changelog")]
    [InlineData(400, """{"errorMessages":[],"errors":{"summary":"You must specify a summary.","issuetype":"Required."}}""", ErrorReason.RequestFailed, "summary: You must specify a summary; issuetype: Required.", "Correct")]
    [InlineData(500, """{"message":"null"}""", ErrorReason.RequestFailed, "(500)", "later")]
    [InlineData(502, "<html>", ErrorReason.RequestFailed, "(502)", "later")]
    [InlineData(302, "", ErrorReason.RequestFailed, "(302)", "https address")]
    [InlineData(429, """{"errorMessages":["Rate limit exceeded."]}""", ErrorReason.RateLimited, "Rate limit exceeded.", "10:00:30")]
    public async Task A_refusal_says_what_to_do(int status, string body, ErrorReason reason, string says, string advises)
    {
        DevFlowException error = await ReadAsync(status, body);

        Assert.Equal((reason, status, "trace-1"), (error.Reason, error.StatusCode, error.RequestId));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains(advises, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_captcha_is_told_from_a_wrong_password()
    {
        DevFlowException error = await ReadAsync(403, "{}", ("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=/login.jsp"));

        Assert.Equal(ErrorReason.AuthenticationFailed, error.Reason);
        Assert.Contains("https://acme.atlassian.net/login.jsp", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"startAt":0,"maxResults":50,"total":120,"issues":[]}""", "?jql=a&startAt=50")]
    [InlineData("""{"startAt":100,"maxResults":50,"total":120,"issues":[]}""", null)]
    [InlineData("""{"startAt":50,"maxResults":50,"isLast":false,"nextPage":"https://elsewhere.example/?startAt=100","values":[]}""", "?jql=a&startAt=100")]
    [InlineData("""{"startAt":50,"maxResults":50,"isLast":true,"total":999,"values":[]}""", null)]
    [InlineData("""{"issues":[],"nextPageToken":"Ch0j+a="}""", "?jql=a&startAt=0&nextPageToken=Ch0j%2Ba%3D")]
    [InlineData("""{"issues":[],"isLast":true,"nextPageToken":"x"}""", null)]
    [InlineData("""{"startAt":0,"maxResults":0,"total":5}""", null)]
    [InlineData("""{"startAt":0,"maxResults":50}""", null)]
    [InlineData("""{"startAt":-1,"maxResults":"a","total":1e99}""", null)]
    [InlineData("[1]", null)]
    [InlineData("{", null)]
    public void A_list_goes_on_where_its_answer_says(string body, string? expected)
    {
        using HttpResponseMessage answer = Answer(200, body, "https://acme.atlassian.net/rest/api/3/search?jql=a&startAt=0");
        using SocketsHttpHandler chain = new();

        Uri? next = Open(new Uri("https://acme.atlassian.net/"), chain).GetNextPage(answer);

        Assert.Equal(expected is null ? null : "https://acme.atlassian.net/rest/api/3/search" + expected, next?.AbsoluteUri);
    }

    private IPlatformApi Open(Uri baseUri, HttpMessageHandler chain) => _plugin.OpenApi(_plugin.GetApiUri(baseUri), chain);

    private async Task<DevFlowException> ReadAsync(int status, string body, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage answer = Answer(status, body, "https://acme.atlassian.net/rest/api/2/issue/ABC-1");
        foreach ((string name, string value) in headers)
        {
            answer.Headers.Add(name, value);
        }

        using SocketsHttpHandler chain = new();
        return await Open(new Uri("https://acme.atlassian.net/"), chain).ReadErrorAsync(answer, Cancelled);
    }

    private static HttpResponseMessage Answer(int status, string body, string asked)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, asked),
        };
        answer.Headers.Add("Atl-Traceid", "trace-1");
        return answer;
    }
}
