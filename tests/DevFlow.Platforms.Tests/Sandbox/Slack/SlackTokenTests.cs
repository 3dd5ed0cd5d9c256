using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace DevFlow.Platforms.Tests.Sandbox.Slack;

public sealed class SlackTokenTests
{
    private const string Redirect = "http://localhost:8123/slack/oauth_redirect";

    [Fact]
    public async Task Every_kind_of_token_has_its_published_form()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();

        Assert.Matches("^xoxb-[0-9]{12}-[0-9]{13}-[A-Za-z0-9]{24}$", sandbox.Secret("bot"));
        Assert.Matches("^xoxp-[0-9]{12}-[0-9]{12}-[0-9]{13}-[0-9a-f]{32}$", sandbox.Secret("user"));
        Assert.Matches("^xapp-1-A[A-Z0-9]+-[0-9]{13}-[0-9a-f]{64}$", sandbox.Secret("app"));
        Assert.StartsWith("xoxe.xoxb-1-", sandbox.Secret("rotator-bot"), StringComparison.Ordinal);
        Assert.StartsWith("xoxe.xoxp-1-", sandbox.Secret("rotator-user"), StringComparison.Ordinal);
        Assert.StartsWith("xoxe-1-", sandbox.Secret("rotator-bot-refresh"), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", sandbox.Secret("signing-secret"));
    }

    [Fact]
    public async Task A_rotated_token_ends_after_twelve_hours_and_its_refresh_token_gives_the_next()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        sandbox.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        await sandbox.OkAsync("auth.test", token: sandbox.Secret("rotator-bot"));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token_expired", await sandbox.ErrorAsync("auth.test", token: sandbox.Secret("rotator-bot")));

        JsonElement next = await RefreshAsync(sandbox, sandbox.Secret("rotator-bot-refresh"));

        Assert.Equal(43200, next.GetProperty("expires_in").GetInt64());
        Assert.Equal("bot", next.GetProperty("token_type").GetString());
        await sandbox.OkAsync("auth.test", token: next.GetProperty("access_token").GetString());
        Assert.NotEqual(sandbox.Secret("rotator-bot-refresh"), next.GetProperty("refresh_token").GetString());
    }

    [Fact]
    public async Task No_more_than_two_access_tokens_are_active()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        JsonElement second = await RefreshAsync(sandbox, sandbox.Secret("rotator-bot-refresh"));
        await sandbox.OkAsync("auth.test", token: sandbox.Secret("rotator-bot"));
        await RefreshAsync(sandbox, second.GetProperty("refresh_token").GetString()!);

        Assert.Equal("token_revoked", await sandbox.ErrorAsync("auth.test", token: sandbox.Secret("rotator-bot")));
        await sandbox.OkAsync("auth.test", token: second.GetProperty("access_token").GetString());
    }

    [Fact]
    public async Task An_old_refresh_token_works_within_the_grace_and_then_revokes_the_family()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        string first = sandbox.Secret("rotator-bot-refresh");
        JsonElement second = await RefreshAsync(sandbox, first);
        JsonElement again = await RefreshAsync(sandbox, first);
        Assert.True(again.GetProperty("ok").GetBoolean());
        sandbox.Clock.Advance(TimeSpan.FromMinutes(2));

        JsonElement late = await RefreshAsync(sandbox, first);

        Assert.Equal("invalid_refresh_token", late.GetProperty("error").GetString());
        Assert.Equal("token_revoked", await sandbox.ErrorAsync("auth.test", token: second.GetProperty("access_token").GetString()));
    }

    [Fact]
    public async Task A_person_allows_an_app_and_gets_nested_tokens()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        string client = sandbox.Credential("rotator-client").UserName!;
        string query = $"oauth/v2/authorize?client_id={client}&scope=chat:write,channels:read&user_scope=users:read&state=abc&redirect_uri={Uri.EscapeDataString(Redirect)}";
        using HttpResponseMessage page = await sandbox.GetAsync(query);
        string code = await AllowAsync(sandbox, query);

        object arguments = new { client_id = client, client_secret = sandbox.Secret("rotator-client"), code, redirect_uri = Redirect };
        JsonElement installed = await sandbox.OkAsync("oauth.v2.access", arguments, token: "");
        string? again = await sandbox.ErrorAsync("oauth.v2.access", arguments, token: "");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("code_already_used", again);
        Assert.Equal("chat:write,channels:read", installed.GetProperty("scope").GetString());
        Assert.Equal("U0ROTATESB2", installed.GetProperty("bot_user_id").GetString());
        JsonElement user = installed.GetProperty("authed_user");
        Assert.Equal(RunningSlack.Octavia, user.GetProperty("id").GetString());
        Assert.Equal("users:read", user.GetProperty("scope").GetString());
        await sandbox.OkAsync("users.list", token: user.GetProperty("access_token").GetString());
        await sandbox.OkAsync("chat.postMessage", new { channel = RunningSlack.General, text = "x" }, installed.GetProperty("access_token").GetString());
    }

    [Fact]
    public async Task A_public_client_proves_itself_with_its_verifier_and_has_no_bot()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        string client = sandbox.Credential("desktop-user-refresh").UserName!;
        const string verifier = "0123456789012345678901234567890123456789012";
        string challenge = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        string query = $"oauth/v2/authorize?client_id={client}&redirect_uri={Uri.EscapeDataString(Redirect)}";
        string good = $"{query}&user_scope=users:read&code_challenge={challenge}&code_challenge_method=S256";

        using HttpResponseMessage bare = await sandbox.GetAsync(query + "&user_scope=users:read");
        using HttpResponseMessage bot = await sandbox.GetAsync(query + $"&scope=chat:write&code_challenge={challenge}&code_challenge_method=S256");
        string code = await AllowAsync(sandbox, good);
        string? wrong = await sandbox.ErrorAsync("oauth.v2.access", new { client_id = client, code, redirect_uri = Redirect, code_verifier = verifier[..^1] + "x" }, token: "");
        JsonElement right = await sandbox.OkAsync("oauth.v2.access", new { client_id = client, code, redirect_uri = Redirect, code_verifier = verifier }, token: "");

        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, bot.StatusCode);
        Assert.Equal("invalid_code_verifier", wrong);
        string refresh = right.GetProperty("authed_user").GetProperty("refresh_token").GetString()!;
        await sandbox.OkAsync("oauth.v2.access", new { client_id = client, grant_type = "refresh_token", refresh_token = refresh }, token: "");
    }

    [Fact]
    public async Task Who_says_no_sends_the_app_away_with_an_error()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        string query = $"oauth/v2/authorize?client_id={sandbox.Credential("client").UserName}&scope=chat:write&state=s&redirect_uri={Uri.EscapeDataString(Redirect)}";
        using HttpResponseMessage response = await sandbox.PostAsync(query, new FormUrlEncodedContent([new("decision", "deny")]));

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal($"{Redirect}?error=access_denied&state=s", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Revoking_a_token_without_rotation_ends_the_authorization()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        Assert.False((await sandbox.OkAsync("auth.revoke", new { test = true })).GetProperty("revoked").GetBoolean());
        await sandbox.OkAsync("auth.test");
        Assert.True((await sandbox.OkAsync("auth.revoke")).GetProperty("revoked").GetBoolean());

        Assert.Equal("token_revoked", await sandbox.ErrorAsync("auth.test"));
    }

    [Fact]
    public async Task A_long_lived_token_is_not_exchanged_where_rotation_is_off()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        object arguments = new { client_id = sandbox.Credential("client").UserName, client_secret = sandbox.Secret("client"), token = sandbox.Secret("bot") };

        Assert.Equal("token_rotation_not_enabled", await sandbox.ErrorAsync("oauth.v2.exchange", arguments, token: ""));
        Assert.Equal(
            "bad_client_secret",
            await sandbox.ErrorAsync("oauth.v2.exchange", new { client_id = sandbox.Credential("client").UserName, client_secret = "nope", token = "x" }, token: ""));
    }

    private static async Task<JsonElement> RefreshAsync(RunningSlack sandbox, string refreshToken) => await sandbox.CallAsync(
        "oauth.v2.access",
        new { client_id = sandbox.Credential("rotator-client").UserName, client_secret = sandbox.Secret("rotator-client"), grant_type = "refresh_token", refresh_token = refreshToken },
        token: "");

    private static async Task<string> AllowAsync(RunningSlack sandbox, string query)
    {
        using HttpResponseMessage response = await sandbox.PostAsync(query, new FormUrlEncodedContent([new("decision", "approve")]));
        return QueryHelpers.ParseQuery(response.Headers.Location!.Query)["code"].ToString();
    }
}
