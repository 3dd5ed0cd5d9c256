using System.Net;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Limits;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Platforms.Tests.Refresh;

/// <summary>Renewal against servers that issue, rotate and revoke as the platforms do.</summary>
public sealed class RefresherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gitlab")]
    [InlineData("github")]
    public async Task A_login_is_renewed_and_its_old_tokens_are_dead(string platform)
    {
        await using StoredLogin login = await StoredLogin.StartAsync(platform);
        (string Secret, string RefreshToken) before = login.Reveal();

        Credential renewed = await login.OpenKeeper().RenewAsync(StoredLogin.Name, RefreshAction.Refresh, expiresAt: null, Token);

        Assert.Equal(HttpStatusCode.OK, await login.AskAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await login.AskAsync(before.Secret, "user"));
        Assert.NotEqual(before.RefreshToken, login.Reveal().RefreshToken);
        Assert.True(renewed.ExpiresAt > login.Time.GetUtcNow().AddMinutes(90));
        Assert.True(renewed.RefreshAt < renewed.ExpiresAt);
        Assert.Equal(platform == "github", renewed.RefreshExpiresAt is not null);
    }

    [Theory]
    [InlineData("gitlab")]
    [InlineData("github")]
    public async Task A_revoked_login_says_so_and_is_kept(string platform)
    {
        await using StoredLogin login = await StoredLogin.StartAsync(platform);
        (string Secret, string RefreshToken) old = login.Reveal();
        await login.OpenKeeper().RenewAsync(StoredLogin.Name, RefreshAction.Refresh, expiresAt: null, Token);
        (string Secret, string RefreshToken) current = login.Reveal();
        await login.OpenKeeper().RenewAsync(StoredLogin.Name, RefreshAction.Refresh, expiresAt: null, Token);
        using (SecretBuffer stale = new TokenSet(Bytes(current.Secret), Bytes(old.RefreshToken)).Pack(CredentialKind.OAuth))
        {
            await login.Store.SaveAsync(login.Stored, stale.Memory, AuditNote.None, Token);
        }

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() =>
            login.OpenKeeper().RenewAsync(StoredLogin.Name, RefreshAction.Refresh, expiresAt: null, Token));

        Assert.Equal(ErrorReason.AuthenticationFailed, error.Reason);
        Assert.Equal(CredentialState.NeedsReauthentication, login.Stored.State);
        Assert.Equal((current.Secret, old.RefreshToken), login.Reveal());
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

    [Theory]
    [InlineData("gitlab-token", "personal_access_tokens/self")]
    [InlineData("gitlab-project", "projects/devflow%2Fhello-world")]
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
