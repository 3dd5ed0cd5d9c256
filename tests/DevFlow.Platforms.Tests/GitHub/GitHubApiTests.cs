using System.Globalization;
using System.Net;
using DevFlow.GitHub;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.GitHub;

public sealed class GitHubApiTests
{
    private const string Octocat = """{"login":"octocat","id":1,"type":"User","plan":{"name":"pro"}}""";
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private readonly GitHubPlugin _plugin = new(new FakeTimeProvider(Now));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-12-31 10:00:00 UTC", "2026-12-31T10:00:00Z")]
    [InlineData("2026-12-31 10:00:00 +0000", "2026-12-31T10:00:00Z")]
    [InlineData("2026-12-31 10:00:00 +0200", "2026-12-31T08:00:00Z")]
    [InlineData("2026-12-31 10:00:00 -0800", "2026-12-31T18:00:00Z")]
    [InlineData("soon", null)]
    public async Task The_identity_comes_from_one_call_with_scopes_and_expiry(string expires, string? expected)
    {
        await using LoopbackServer server = new(200, Octocat, "x-oauth-scopes: repo, read:org", "github-authentication-token-expiration: " + expires);
        using CountingHandler chain = new();

        Identity identity = await Open(server, chain).GetIdentityAsync(Cancelled);

        Assert.Equal("octocat", identity.Account);
        Assert.Equal(["repo", "read:org"], identity.Scopes);
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), identity.ExpiresAt);
        string request = Assert.Single(server.Requests);
        Assert.StartsWith("GET /api/v3/user HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("X-GitHub-Api-Version: 2022-11-28", request, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Accept: application/vnd.github+json", request, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("User-Agent: DevFlow/", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Authorization", request, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_fine_grained_token_reports_no_scopes()
    {
        await using LoopbackServer server = new(200, Octocat);
        Identity identity = await Open(server).GetIdentityAsync(Cancelled);

        Assert.Empty(identity.Scopes);
        Assert.Null(identity.ExpiresAt);
    }

    [Fact]
    public async Task An_answer_nested_without_end_is_an_error_and_not_the_end_of_the_process()
    {
        string deep = $"{{\"login\":\"o\",\"x\":{new string('[', 300_000)}{new string(']', 300_000)}}}";
        await using LoopbackServer server = new(200, deep);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => Open(server).GetIdentityAsync(Cancelled));

        Assert.Equal(ErrorReason.RequestFailed, error.Reason);
    }

    [Fact]
    public async Task Control_characters_of_a_server_reach_no_terminal()
    {
        await using LoopbackServer server = new(403, "{}", "X-Accepted-OAuth-Scopes: a\u001b[2Jb", "X-GitHub-Request-Id: \u001b]0;x\u0007");
        await using LoopbackServer named = new(200, """{"login":"\u001b[2Jo","id":1}""");

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => Open(server).GetIdentityAsync(Cancelled));

        Assert.DoesNotContain('\u001b', error.Message + error.RecommendedAction + error.RequestId);
        await Assert.ThrowsAsync<DevFlowException>(() => Open(named).GetIdentityAsync(Cancelled));
    }

    [Fact]
    public async Task Everything_goes_through_the_given_handler_which_stays_the_engines()
    {
        await using LoopbackServer server = new(200, Octocat);
        using CountingHandler chain = new();
        IPlatformApi api = Open(server, chain);

        await api.GetIdentityAsync(Cancelled);
        await api.GetIdentityAsync(Cancelled);

        Assert.Equal(2, chain.Sent);
        Assert.Equal(2, server.Requests.Count);
        Assert.False(chain.IsDisposed);
        (api as IDisposable)?.Dispose();
        Assert.False(chain.IsDisposed);
    }

    [Fact]
    public async Task A_refused_token_says_where_to_replace_it()
    {
        await using LoopbackServer server = new(401, """{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest"}""", "X-GitHub-Request-Id: AB:1");
        DevFlowException refused = await FailAsync(server);

        Assert.Equal(ErrorReason.AuthenticationFailed, refused.Reason);
        Assert.Equal($"GitHub at 127.0.0.1:{server.BaseUri.Port} refused the token (401): Bad credentials.", refused.Message);
        Assert.Contains($"{server.BaseUri}settings/tokens", refused.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(401, refused.StatusCode);
        Assert.Equal("AB:1", refused.RequestId);
    }

    [Fact]
    public async Task Single_sign_on_is_named_where_GitHub_asks_for_it()
    {
        await using LoopbackServer server = new(
            403, """{"message":"Resource protected by organization SAML enforcement."}""", "X-GitHub-SSO: required; url=https://github.com/orgs/o/sso?authorization_request=SECRET");
        DevFlowException refused = await FailAsync(server);

        Assert.Equal(ErrorReason.PermissionDenied, refused.Reason);
        Assert.Contains("https://github.com/orgs/o/sso", refused.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Accepted-OAuth-Scopes: admin:org, repo", "admin:org, repo")]
    [InlineData("X-Accepted-GitHub-Permissions: issues=write", "issues=write")]
    public async Task A_missing_permission_is_named(string header, string missing)
    {
        await using LoopbackServer server = new(
            403, """{"message":"Must have admin rights to Repository."}""", header, "x-ratelimit-limit: 60", "x-ratelimit-remaining: 0", "x-ratelimit-reset: 1795400000");
        DevFlowException refused = await FailAsync(server);

        Assert.Equal(ErrorReason.PermissionDenied, refused.Reason);
        Assert.Contains(missing, refused.RecommendedAction, StringComparison.Ordinal);
        Assert.Null(refused.RetryAt);
    }

    [Fact]
    public async Task An_exhausted_limit_says_until_when()
    {
        await using LoopbackServer server = new(
            403, """{"message":"API rate limit exceeded for user ID 1."}""", "x-ratelimit-limit: 60", "x-ratelimit-remaining: 0", "x-ratelimit-reset: 1795400000");
        DevFlowException refused = await FailAsync(server);

        Assert.Equal(ErrorReason.RateLimited, refused.Reason);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_795_400_001), refused.RetryAt);
        Assert.Equal(403, refused.StatusCode);
    }

    [Fact]
    public async Task A_secondary_limit_is_told_from_the_body_where_no_header_says_so()
    {
        await using LoopbackServer server = new(
            403, """{"message":"You have exceeded a secondary rate limit.","documentation_url":"https://docs.github.com/x#about-secondary-rate-limits"}""", "x-ratelimit-remaining: 4000");
        DevFlowException refused = await FailAsync(server);

        Assert.Equal(ErrorReason.RateLimited, refused.Reason);
        Assert.Equal(Now.AddSeconds(60), refused.RetryAt);
    }

    [Theory]
    [InlineData(404, """{"message":"Not Found"}""", ErrorReason.NotFound)]
    [InlineData(400, """{"message":"Problems parsing JSON"}""", ErrorReason.RequestFailed)]
    [InlineData(301, """{"message":"Moved Permanently"}""", ErrorReason.RequestFailed)]
    [InlineData(500, "<html>oops</html>", ErrorReason.RequestFailed)]
    [InlineData(502, "", ErrorReason.RequestFailed)]
    [InlineData(503, "[1]", ErrorReason.RequestFailed)]
    [InlineData(429, "", ErrorReason.RateLimited)]
    [InlineData(403, "", ErrorReason.PermissionDenied)]
    [InlineData(401, """{"message":"\ud800"}""", ErrorReason.AuthenticationFailed)]
    public async Task Every_status_has_its_reason(int status, string body, ErrorReason expected)
    {
        await using LoopbackServer server = new(status, body, "X-GitHub-Request-Id: AB:2", "Location: http://127.0.0.1:1/elsewhere");
        DevFlowException refused = await FailAsync(server);

        Assert.Equal(expected, refused.Reason);
        Assert.Equal(status, refused.StatusCode);
        Assert.Equal("AB:2", refused.RequestId);
        Assert.NotNull(refused.RecommendedAction);
        Assert.Contains("127.0.0.1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_validation_error_names_the_fields()
    {
        await using LoopbackServer server = new(
            422, """{"message":"Validation Failed","errors":[{"resource":"Label","code":"invalid","field":"color"},"plain text",{"message":"custom\u001b[2J"},7]}""");
        using HttpClient client = new();
        using HttpResponseMessage answer = await client.GetAsync(server.BaseUri, Cancelled);
        DevFlowException refused = await Open(server).ReadErrorAsync(answer, Cancelled);

        Assert.Equal(ErrorReason.RequestFailed, refused.Reason);
        Assert.EndsWith("(422): Validation Failed (Label color invalid; plain text; custom [2J).", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html>login</html>")]
    [InlineData("")]
    [InlineData("{\"login\":")]
    public async Task Something_that_is_not_GitHub_is_said_to_be_so(string body)
    {
        await using LoopbackServer server = new(200, body);
        DevFlowException refused = await FailAsync(server);

        Assert.Equal(ErrorReason.RequestFailed, refused.Reason);
        Assert.Contains("not as GitHub", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_port_is_unreachable()
    {
        LoopbackServer server = new(200);
        await server.DisposeAsync();
        DevFlowException refused = await FailAsync(server);

        Assert.Equal(ErrorReason.Unreachable, refused.Reason);
        Assert.Contains($"127.0.0.1:{server.BaseUri.Port}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_out_of_the_chain_is_told_from_the_callers_cancellation()
    {
        await using LoopbackServer server = new(200, Octocat);
        using CountingHandler late = new() { Failure = new TaskCanceledException("timed out", new TimeoutException()) };
        DevFlowException timedOut = await Assert.ThrowsAsync<DevFlowException>(() => Open(server, late).GetIdentityAsync(Cancelled));
        Assert.Equal(ErrorReason.TimedOut, timedOut.Reason);

        await using LoopbackServer silent = new(0);
        using CancellationTokenSource caller = new();
        Task<Identity> asking = Open(silent).GetIdentityAsync(caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task An_error_of_the_chain_passes_unchanged()
    {
        DevFlowException open = new(ErrorReason.CircuitOpen, "The circuit is open.");
        await using LoopbackServer server = new(200, Octocat);
        using CountingHandler chain = new() { Failure = open };

        Assert.Same(open, await Assert.ThrowsAsync<DevFlowException>(() => Open(server, chain).GetIdentityAsync(Cancelled)));
    }

    [Theory]
    [InlineData("""<https://api.github.com/repositories/1/issues?page=2>; rel="next", <https://api.github.com/repositories/1/issues?page=9>; rel="last" """, "https://api.github.com/repositories/1/issues?page=2")]
    [InlineData("""<https://api.github.com/a?page=1>; rel="prev", <https://api.github.com/a?q=x,y;z&page=3>; rel=next""", "https://api.github.com/a?q=x,y;z&page=3")]
    [InlineData("""<https://api.github.com/a?page=2>; title="x"; rel="start next" """, "https://api.github.com/a?page=2")]
    [InlineData("""</a?after=abc>; rel="next" """, "https://api.github.com/a?after=abc")]
    [InlineData("""<https://api.github.com/a?page=1>; rel="prev" """, null)]
    [InlineData("""<https://evil.example/a?page=2>; rel="next" """, null)]
    [InlineData("""<http://api.github.com/a?page=2>; rel="next" """, null)]
    [InlineData("""<https://api.github.com:444/a?page=2>; rel="next" """, null)]
    [InlineData("""<https://api.github.com/a?page=2; rel="next" """, null)]
    [InlineData("next", null)]
    [InlineData("<>", null)]
    [InlineData(null, null)]
    public void The_next_page_is_read_from_the_link_header_and_stays_at_the_origin(string? link, string? expected)
    {
        using SocketsHttpHandler handler = new();
        IPlatformApi api = _plugin.OpenApi(new Uri("https://api.github.com/"), handler);
        using HttpResponseMessage answer = new(HttpStatusCode.OK) { RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://api.github.com/repos/o/r/issues") };
        if (link is not null)
        {
            answer.Headers.TryAddWithoutValidation("Link", link);
        }

        Assert.Equal(expected, api.GetNextPage(answer)?.AbsoluteUri);
    }

    [Fact]
    public void Headers_the_user_chose_are_kept()
    {
        using SocketsHttpHandler handler = new();
        IPlatformApi api = _plugin.OpenApi(new Uri("https://api.github.com/"), handler);
        using HttpRequestMessage request = new(HttpMethod.Get, "https://api.github.com/repos/o/r");
        request.Headers.Accept.ParseAdd("application/vnd.github.raw+json");
        api.Prepare(request);
        api.Prepare(request);

        Assert.Equal("application/vnd.github.raw+json", request.Headers.Accept.ToString());
        Assert.Equal("2022-11-28", Assert.Single(request.Headers.GetValues("X-GitHub-Api-Version")));
        Assert.StartsWith("DevFlow/", request.Headers.UserAgent.ToString(), StringComparison.Ordinal);
    }

    private IPlatformApi Open(LoopbackServer server, HttpMessageHandler? chain = null) =>
        _plugin.OpenApi(_plugin.GetApiUri(server.BaseUri), chain ?? new CountingHandler());

    private async Task<DevFlowException> FailAsync(LoopbackServer server) =>
        await Assert.ThrowsAsync<DevFlowException>(() => Open(server).GetIdentityAsync(Cancelled));

    private sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        public int Sent { get; private set; }

        public bool IsDisposed { get; private set; }

        public Exception? Failure { get; init; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent++;
            return Failure is null ? base.SendAsync(request, cancellationToken) : Task.FromException<HttpResponseMessage>(Failure);
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
