using System.Net;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Limits;
using DevFlow.Jira;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Platforms.Tests.Refresh;

/// <summary>Renewal against servers that issue, rotate and revoke as the platforms do.</summary>
public sealed class RefresherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gitlab", 2, HttpStatusCode.Unauthorized)]
    [InlineData("github", 8, HttpStatusCode.Unauthorized)]
    [InlineData("jira", 1, HttpStatusCode.OK)]
    [InlineData("jira-server", 2, HttpStatusCode.Unauthorized)]
    [InlineData("slack", 12, HttpStatusCode.OK)]
    public async Task A_login_is_renewed_and_its_old_token_dies_where_the_platform_ends_it(string platform, int hours, HttpStatusCode old)
    {
        await using StoredLogin login = await StoredLogin.StartAsync(platform);
        (string Secret, string RefreshToken) before = login.Reveal();

        Credential renewed = await login.OpenKeeper().RenewAsync(StoredLogin.Name, RefreshAction.Refresh, expiresAt: null, Token);

        Assert.Equal(HttpStatusCode.OK, await login.AskAsync());
        Assert.Equal(old, await login.AskAsync(before.Secret, path: null));
        Assert.NotEqual(before.Secret, login.Reveal().Secret);
        Assert.NotEqual(before.RefreshToken, login.Reveal().RefreshToken);
        Assert.InRange(renewed.ExpiresAt!.Value - login.Time.GetUtcNow(), TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(2), TimeSpan.FromHours(hours));
        Assert.True(renewed.RefreshAt < renewed.ExpiresAt);
        Assert.Equal(platform == "github", renewed.RefreshExpiresAt is not null);
    }

    [Theory]
    [InlineData("gitlab")]
    [InlineData("github")]
    [InlineData("jira")]
    [InlineData("jira-server")]
    [InlineData("slack")]
    public async Task A_revoked_login_says_so_and_is_kept(string platform)
    {
        await using StoredLogin login = await StoredLogin.StartAsync(platform);
        (string Secret, string RefreshToken) old = login.Reveal();
        await login.OpenKeeper().RenewAsync(StoredLogin.Name, RefreshAction.Refresh, expiresAt: null, Token);
        await login.OpenKeeper().RenewAsync(StoredLogin.Name, RefreshAction.Refresh, expiresAt: null, Token);
        await login.ReplaceRefreshTokenAsync(old.RefreshToken);
        (string Secret, string RefreshToken) stored = login.Reveal();

        // Past the time for which a platform takes an old one once more.
        login.Time.Shift = TimeSpan.FromMinutes(11);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() =>
            login.OpenKeeper().RenewAsync(StoredLogin.Name, RefreshAction.Refresh, expiresAt: null, Token));

        Assert.Equal(ErrorReason.AuthenticationFailed, error.Reason);
        Assert.Equal(CredentialState.NeedsReauthentication, login.Stored.State);
        Assert.Equal(stored, login.Reveal());
    }

    [Theory]
    [InlineData("gitlab")]
    [InlineData("github")]
    public async Task A_token_that_the_platform_refuses_is_renewed_once_and_the_request_repeated(string platform)
    {
        await using StoredLogin login = await StoredLogin.StartAsync(platform);
        SecretKeeper keeper = login.OpenKeeper();
        await keeper.GetAsync(StoredLogin.Name, Token);

        // Another process renews: the token this one holds is dead, and it does not know.
        await login.OpenKeeper().RenewAsync(StoredLogin.Name, RefreshAction.Refresh, expiresAt: null, Token);
        int before = login.Exchanges.Length;
        using HttpMetrics metrics = new();
        using HttpChain chain = new(Limiters.Private(login.Time), new HostBook(login.Time, metrics), cache: null, metrics, NullLoggerFactory.Instance, login.Time);
        Assert.NotEmpty((await OpenApi(login, keeper, chain).GetIdentityAsync(Token)).Account);
        Assert.Equal(before, login.Exchanges.Length);
    }

    [Fact]
    public async Task A_token_that_Slack_says_has_expired_with_status_200_is_renewed_once_and_the_request_repeated()
    {
        await using StoredLogin login = await StoredLogin.StartAsync("slack");
        (string Secret, string RefreshToken) before = login.Reveal();
        await login.ForgetEndAsync();
        login.Time.Shift = TimeSpan.FromHours(13);
        using HttpMetrics metrics = new();
        using HttpChain chain = new(Limiters.Private(login.Time), new HostBook(login.Time, metrics), cache: null, metrics, NullLoggerFactory.Instance, login.Time);

        Assert.NotEmpty((await OpenApi(login, login.OpenKeeper(), chain).GetIdentityAsync(Token)).Account);

        Assert.Equal(["auth.test", "oauth.v2.access", "auth.test"], login.Server.Ledger.Select(static request => request.Path.Split('/')[^1]));
        Assert.NotEqual(before.Secret, login.Reveal().Secret);
    }

    [Theory]
    [InlineData("gitlab-token", "personal_access_tokens/self")]
    [InlineData("gitlab-project", "projects/devflow%2Fhello-world")]
    [InlineData("gitlab-group", "projects/devflow%2Fhello-world")]
    public async Task A_GitLab_token_is_rotated_to_the_day_asked_for(string kind, string path)
    {
        await using StoredLogin login = await StoredLogin.StartAsync(kind);
        string before = login.Reveal().Secret;
        DateTimeOffset end = login.Time.GetUtcNow().AddDays(60);

        Credential rotated = await login.OpenKeeper().RenewAsync(StoredLogin.Name, RefreshAction.Rotate, end, Token);

        Assert.Equal(new DateTimeOffset(end.UtcDateTime.Date, TimeSpan.Zero), rotated.ExpiresAt);
        Assert.NotEqual(before, login.Reveal().Secret);
        Assert.Equal(HttpStatusCode.OK, await login.AskAsync(path));
        Assert.Equal(HttpStatusCode.Unauthorized, await login.AskAsync(before, path));
    }

    [Fact]
    public async Task Within_the_leeway_a_lost_answer_is_simply_asked_for_again()
    {
        await using StoredLogin login = await StoredLogin.StartAsync("jira", new SandboxFault { Kind = SandboxFaultKind.ResetAfter, Path = "/oauth/token", Count = 1 });
        SecretKeeper keeper = login.OpenKeeper();

        await keeper.RenewAsync(StoredLogin.Name, RefreshAction.Refresh, expiresAt: null, Token);

        Assert.Equal(2, login.Exchanges.Length);
        Assert.Equal(HttpStatusCode.OK, await login.AskAsync());
        Assert.Null(login.Stored.RefreshStartedAt);
    }

    [Theory]
    [InlineData("https://api.atlassian.com/", null, "https://auth.atlassian.com/oauth/token", 10)]
    [InlineData("https://jira.example.com/", null, "https://jira.example.com/rest/oauth2/latest/token", 0)]
    [InlineData("https://jira.example.com/", "/jira/rest/oauth2/latest/token", "https://jira.example.com/jira/rest/oauth2/latest/token", 0)]
    [InlineData("https://jira.example.com/", "//elsewhere.example/oauth/token", "https://jira.example.com/elsewhere.example/oauth/token", 0)]
    [InlineData("https://jira.example.com/", "https://elsewhere.example/oauth/token", "https://jira.example.com/https://elsewhere.example/oauth/token", 0)]
    public void A_Jira_login_is_renewed_where_it_belongs_and_nowhere_else(string origin, string? path, string address, int leeway)
    {
        JiraRefresher refresher = new();
        Credential credential = new()
        {
            Name = "work",
            Kind = CredentialKind.OAuth,
            Platform = "jira",
            Origin = new Uri(origin),
            Account = "mia",
            CanRefresh = true,
            Attributes = path is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [CredentialAttributes.TokenPath] = path },
            StoredAt = default,
            Version = 1,
        };
        using SecretBuffer secret = Bytes("refresh");
        using SecretBuffer none = new(0);

        using HttpRequestMessage request = refresher.CreateRequest(new RefreshRequest { Credential = credential, Secret = secret, ClientSecret = none, Now = default });

        Assert.Equal(new Uri(address), request.RequestUri);
        Assert.Equal(new RefreshPlan(RefreshAction.Refresh, TimeSpan.FromMinutes(leeway)), refresher.GetPlan(credential));
    }

    [Theory]
    [InlineData("invalid_refresh_token", RefreshOutcome.Refused)]
    [InlineData("bad_client_secret", RefreshOutcome.Failed)]
    [InlineData("internal_error", RefreshOutcome.Unknown)]
    public async Task What_Slack_says_with_status_200_is_told_apart(string error, RefreshOutcome outcome)
    {
        await using StoredLogin login = await StoredLogin.StartAsync("slack");
        using HttpResponseMessage response = new(HttpStatusCode.OK);

        using RefreshAnswer answer = login.Plugin.Refresher!.ReadAnswer(
            login.Stored, response, System.Text.Encoding.UTF8.GetBytes($$"""{"ok":false,"error":"{{error}}"}"""), login.Time.GetUtcNow());

        Assert.Equal(outcome, answer.Outcome);
        Assert.Contains(error, answer.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotation_whose_answer_was_lost_is_not_repeated_by_itself()
    {
        await using StoredLogin login = await StoredLogin.StartAsync(
            "gitlab-token", new SandboxFault { Kind = SandboxFaultKind.ResetAfter, Path = "*/rotate", Count = 1 });
        string before = login.Reveal().Secret;
        SecretKeeper keeper = login.OpenKeeper();

        await Assert.ThrowsAsync<DevFlowException>(() => keeper.RenewAsync(StoredLogin.Name, RefreshAction.Rotate, expiresAt: null, Token));
        await keeper.GetAsync(StoredLogin.Name, Token);

        Assert.Single(login.Exchanges);
        Assert.Equal(CredentialState.RefreshInFlight, login.Stored.At(login.Time.GetUtcNow()).State);
        Assert.Equal(before, login.Reveal().Secret);
        DevFlowException refused = await Assert.ThrowsAsync<DevFlowException>(() => keeper.RenewAsync(StoredLogin.Name, RefreshAction.Rotate, expiresAt: null, Token));
        Assert.Contains("ended before its answer was stored", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_key_makes_one_installation_token_an_hour_and_stores_none()
    {
        await using StoredLogin login = await StoredLogin.StartAsync("github-app");
        SecretKeeper keeper = login.OpenKeeper();
        CurrentSecret[] first = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => keeper.GetAsync(StoredLogin.Name, Token).AsTask())));

        using SecretChars token = first[0].ToChars();
        Assert.StartsWith("ghs_", token.Chars.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await login.AskAsync(token.Chars.ToString(), "installation/repositories"));
        Assert.All(first, one => Assert.True(one.IsSame(first[0])));
        Assert.Single(login.Exchanges);
        login.Time.Shift = TimeSpan.FromMinutes(56);
        Assert.False((await keeper.GetAsync(StoredLogin.Name, Token)).IsSame(first[0]));
        Assert.Equal(2, login.Exchanges.Length);
        Assert.Equal(1, login.Stored.Version);
    }

    [Fact]
    public async Task An_installation_token_is_asked_whose_it_is_like_any_other()
    {
        await using StoredLogin login = await StoredLogin.StartAsync("github-app");
        using HttpMetrics metrics = new();
        using HttpChain chain = new(Limiters.Private(login.Time), new HostBook(login.Time, metrics), cache: null, metrics, NullLoggerFactory.Instance, login.Time);

        Assert.Equal("octo-org", (await OpenApi(login, login.OpenKeeper(), chain).GetIdentityAsync(Token)).Account);
    }

    private static IPlatformApi OpenApi(StoredLogin login, SecretKeeper keeper, HttpChain chain)
    {
        ConnectionScope scope = new("main", login.Server.Platform, login.Plugin, login.ApiUri, new StoredSecret(StoredLogin.Name, keeper));
        return login.Plugin.OpenApi(login.ApiUri, chain.For(scope));
    }

    private static SecretBuffer Bytes(string text) => SecretBuffer.FromChars(text);
}
