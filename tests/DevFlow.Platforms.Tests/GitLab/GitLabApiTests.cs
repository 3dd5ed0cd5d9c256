using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DevFlow.GitLab;
using DevFlow.Platforms.Tests.GitHub;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.GitLab;

public sealed class GitLabApiTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private readonly GitLabPlugin _plugin = new(new FakeTimeProvider(Now));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_identity_comes_from_one_call()
    {
        await using LoopbackServer server = new(200, """{"id":1,"username":"jane","name":"Jane"}""");
        using SocketsHttpHandler chain = new();

        Identity identity = await Open(server.BaseUri, chain).GetIdentityAsync(Cancelled);

        Assert.Equal("jane", identity.Account);
        string request = Assert.Single(server.Requests);
        Assert.StartsWith("GET /api/v4/user HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Accept: application/json", request, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("User-Agent: DevFlow/", request, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html>login</html>")]
    [InlineData("""{"username":"\u001b[2J"}""")]
    public async Task An_answer_that_is_not_GitLabs_is_an_error(string body)
    {
        await using LoopbackServer server = new(200, body);
        using SocketsHttpHandler chain = new();

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => Open(server.BaseUri, chain).GetIdentityAsync(Cancelled));

        Assert.Equal(ErrorReason.RequestFailed, error.Reason);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Fact]
    public async Task An_answer_nested_without_end_is_an_error_and_not_the_end_of_the_process()
    {
        await using LoopbackServer server = new(200, $"{{\"username\":\"o\",\"x\":{new string('[', 300_000)}{new string(']', 300_000)}}}");
        using SocketsHttpHandler chain = new();

        Assert.Equal(ErrorReason.RequestFailed, (await Assert.ThrowsAsync<DevFlowException>(() => Open(server.BaseUri, chain).GetIdentityAsync(Cancelled))).Reason);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        using SocketsHttpHandler chain = new();
        Assert.Equal(ErrorReason.Unreachable, (await Assert.ThrowsAsync<DevFlowException>(() => Open(new Uri("http://127.0.0.1:1/"), chain).GetIdentityAsync(Cancelled))).Reason);
    }

    [Theory]
    [InlineData(401, """{"message":"401 Unauthorized"}""", ErrorReason.AuthenticationFailed, "(401): 401 Unauthorized.", "https://gitlab.example.com/-/user_settings/personal_access_tokens")]
    [InlineData(403, """{"error":"insufficient_scope","error_description":"The request requires higher privileges.","scope":"api read_api"}""", ErrorReason.PermissionDenied, "higher privileges.", "api, read_api")]
    [InlineData(403, """{"message":"403 Forbidden"}""", ErrorReason.PermissionDenied, "(403): 403 Forbidden.", "role")]
    [InlineData(404, """{"message":"404 Project Not Found"}""", ErrorReason.NotFound, "404 Project Not Found.", "%2F")]
    [InlineData(400, """{"message":{"title":["can't be blank"],"due_date":["is not a date"]}}""", ErrorReason.RequestFailed, "title can't be blank; due_date is not a date.", "Correct")]
    [InlineData(500, """{"message":"500 Internal Server Error"}""", ErrorReason.RequestFailed, "(500)", "later")]
    [InlineData(502, "<html>", ErrorReason.RequestFailed, "(502)", "later")]
    [InlineData(301, "", ErrorReason.RequestFailed, "(301)", "new path")]
    [InlineData(429, """{"message":{"error":"This endpoint has been requested too many times. Try again later."}}""", ErrorReason.RateLimited, "too many times.", "10:01:00")]
    public async Task A_refusal_says_what_to_do(int status, string body, ErrorReason reason, string says, string advises)
    {
        using HttpResponseMessage answer = Answer(status, body, "application/json");
        DevFlowException error = await ReadAsync(answer);

        Assert.Equal((reason, status, "01ABC"), (error.Reason, error.StatusCode, error.RequestId));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains(advises, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plain_text_of_the_throttle_is_read_and_its_delay_kept()
    {
        using HttpResponseMessage answer = Answer(429, "Retry later\n\u001b[2J", "text/plain");
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(42));
        DevFlowException error = await ReadAsync(answer);

        Assert.Equal(ErrorReason.RateLimited, error.Reason);
        Assert.Contains("Retry later", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.Equal(Now.AddSeconds(42), error.RetryAt);
    }

    [Theory]
    [InlineData("""<https://gitlab.example.com/api/v4/projects?page=2>; rel="next", <https://gitlab.example.com/api/v4/projects?page=9>; rel="last" """, "https://gitlab.example.com/api/v4/projects?page=2")]
    [InlineData("""<https://gitlab.example.com/api/v4/projects?pagination=keyset&cursor=abc>; rel="next" """, "https://gitlab.example.com/api/v4/projects?pagination=keyset&cursor=abc")]
    [InlineData("""<https://evil.example/api/v4/projects?page=2>; rel="next" """, null)]
    [InlineData("""<https://gitlab.example.com/api/v4/projects?page=1>; rel="first" """, null)]
    [InlineData("", null)]
    public void The_next_page_is_the_one_the_Link_header_names_on_the_same_origin(string link, string? expected)
    {
        using HttpResponseMessage answer = Answer(200, "[]", "application/json");
        answer.Headers.TryAddWithoutValidation("Link", link.Trim());
        using SocketsHttpHandler chain = new();

        Assert.Equal(expected, Open(new Uri("https://gitlab.example.com/"), chain).GetNextPage(answer)?.AbsoluteUri);
    }

    private IPlatformApi Open(Uri baseUri, HttpMessageHandler chain) => _plugin.OpenApi(_plugin.GetApiUri(baseUri), chain);

    private async Task<DevFlowException> ReadAsync(HttpResponseMessage answer)
    {
        using SocketsHttpHandler chain = new();
        return await Open(new Uri("https://gitlab.example.com/"), chain).ReadErrorAsync(answer, Cancelled);
    }

    private static HttpResponseMessage Answer(int status, string body, string type)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, type),
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://gitlab.example.com/api/v4/projects"),
        };
        answer.Headers.Add("X-Request-Id", "01ABC");
        return answer;
    }
}
