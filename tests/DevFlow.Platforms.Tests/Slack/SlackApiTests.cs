using System.Net;
using System.Text;
using DevFlow.Platforms.Tests.GitHub;
using DevFlow.Slack;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Slack;

public sealed class SlackApiTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private readonly SlackPlugin _plugin = new(new FakeTimeProvider(Now));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_identity_comes_from_one_call_with_its_scopes_and_its_end()
    {
        await using LoopbackServer server = new(200, """{"ok":true,"user":"devflow","team":"Acme","user_id":"U1","bot_id":"B1","expires_in":3600}""", "x-oauth-scopes: chat:write, channels:read");
        using SocketsHttpHandler chain = new();

        Identity identity = await Open(server.BaseUri, chain).GetIdentityAsync(Cancelled);

        Assert.Equal(("devflow", Now.AddHours(1)), (identity.Account, identity.ExpiresAt));
        Assert.Equal(["chat:write", "channels:read"], identity.Scopes);
        Assert.StartsWith("GET /api/auth.test HTTP/1.1\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ok":true}""")]
    [InlineData("[]")]
    [InlineData("<html>login</html>")]
    [InlineData("""{"ok":true,"user":"\u001b[2J"}""")]
    public async Task An_answer_that_is_not_Slack_s_is_an_error(string body)
    {
        await using LoopbackServer server = new(200, body);
        using SocketsHttpHandler chain = new();

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => Open(server.BaseUri, chain).GetIdentityAsync(Cancelled));

        Assert.Equal(ErrorReason.RequestFailed, error.Reason);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Theory]
    [InlineData(200, """{"ok":true}""", true)]
    [InlineData(200, """{"ok":false,"error":"x"}""", false)]
    [InlineData(200, """{"ok":"false"}""", true)]
    [InlineData(200, "[]", true)]
    [InlineData(200, "", true)]
    [InlineData(500, """{"ok":true}""", false)]
    public void An_answer_is_a_success_unless_it_says_otherwise(int status, string body, bool expected)
    {
        using HttpResponseMessage answer = Answer(status, body);
        using SocketsHttpHandler chain = new();

        Assert.Equal(expected, Open(new Uri("https://slack.com/"), chain).IsSuccess(answer));
    }

    [Theory]
    [InlineData(200, "invalid_auth", ErrorReason.AuthenticationFailed, "OAuth & Permissions")]
    [InlineData(200, "token_expired", ErrorReason.AuthenticationFailed, "expired")]
    [InlineData(200, "account_inactive", ErrorReason.AuthenticationFailed, "revoked")]
    [InlineData(200, "not_in_channel", ErrorReason.PermissionDenied, "/invite")]
    [InlineData(200, "not_allowed_token_type", ErrorReason.PermissionDenied, "another kind of token")]
    [InlineData(200, "restricted_action", ErrorReason.PermissionDenied, "may do")]
    [InlineData(200, "channel_not_found", ErrorReason.NotFound, "C0123456789")]
    [InlineData(200, "unknown_method", ErrorReason.NotFound, "reference/methods")]
    [InlineData(200, "msg_too_long", ErrorReason.RequestFailed, "reference/methods/chat.postMessage")]
    [InlineData(200, "internal_error", ErrorReason.RequestFailed, "later")]
    [InlineData(200, "ratelimited", ErrorReason.RateLimited, "10:01:00")]
    [InlineData(200, "rate_limited", ErrorReason.RateLimited, "10:01:00")]
    [InlineData(429, "ratelimited", ErrorReason.RateLimited, "other methods")]
    public async Task A_refusal_says_what_to_do(int status, string word, ErrorReason reason, string advises)
    {
        DevFlowException error = await ReadAsync(status, $$"""{"ok":false,"error":"{{word}}"}""");

        Assert.Equal((reason, status, "req-1", "/api/chat.postMessage"), (error.Reason, error.StatusCode, error.RequestId, error.Target));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.Contains(advises, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_scope_is_named_beside_those_there_are()
    {
        DevFlowException error = await ReadAsync(200, """{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"channels:read"}""");

        Assert.Equal(ErrorReason.PermissionDenied, error.Reason);
        Assert.Contains("chat:write", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("channels:read", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "Not Found", ErrorReason.NotFound, "conversations.list")]
    [InlineData(503, "<html>", ErrorReason.RequestFailed, "later")]
    [InlineData(200, """{"ok":false,"error":"invalid_arguments\u001b[2J","response_metadata":{"messages":["[ERROR] missing required field: channel"]}}""", ErrorReason.RequestFailed, "says what")]
    public async Task What_is_no_word_of_Slack_s_is_told_by_its_status_and_messages_by_their_text(int status, string body, ErrorReason reason, string advises)
    {
        DevFlowException error = await ReadAsync(status, body);

        Assert.Equal(reason, error.Reason);
        Assert.Contains(status == 200 ? "missing required field" : $"({status})", error.Message, StringComparison.Ordinal);
        Assert.Contains(advises, error.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Theory]
    [InlineData("""{"ok":true,"response_metadata":{"next_cursor":"dGVhbTpD+/="}}""", "GET", "?limit=2&cursor=dGVhbTpD%2B%2F%3D")]
    [InlineData("""{"ok":true,"response_metadata":{"next_cursor":""}}""", "GET", null)]
    [InlineData("""{"ok":true}""", "GET", null)]
    [InlineData("[]", "GET", null)]
    [InlineData("""{"ok":true,"response_metadata":{"next_cursor":"abc"}}""", "POST", null)]
    public void A_list_goes_on_at_its_cursor(string body, string method, string? expected)
    {
        using HttpResponseMessage answer = Answer(200, body);
        answer.RequestMessage = new HttpRequestMessage(new HttpMethod(method), "https://slack.com/api/conversations.list?limit=2&cursor=old");
        using SocketsHttpHandler chain = new();

        Assert.Equal(expected is null ? null : "https://slack.com/api/conversations.list" + expected, Open(new Uri("https://slack.com/"), chain).GetNextPage(answer)?.AbsoluteUri);
    }

    private IPlatformApi Open(Uri baseUri, HttpMessageHandler chain) => _plugin.OpenApi(_plugin.GetApiUri(baseUri), chain);

    private async Task<DevFlowException> ReadAsync(int status, string body)
    {
        using HttpResponseMessage answer = Answer(status, body);
        using SocketsHttpHandler chain = new();
        return await Open(new Uri("https://slack.com/"), chain).ReadErrorAsync(answer, Cancelled);
    }

    private static HttpResponseMessage Answer(int status, string body)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            RequestMessage = new HttpRequestMessage(HttpMethod.Post, "https://slack.com/api/chat.postMessage"),
        };
        answer.Headers.Add("x-slack-req-id", "req-1");
        return answer;
    }
}
