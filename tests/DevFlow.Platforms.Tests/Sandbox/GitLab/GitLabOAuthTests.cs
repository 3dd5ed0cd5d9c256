using System.Net;
using System.Text.Json;
using DevFlow.Sandbox.Auth;

namespace DevFlow.Platforms.Tests.Sandbox.GitLab;

public sealed class GitLabOAuthTests
{
    private const string Callback = "http://127.0.0.1:7777/callback";
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    private static readonly string Verifier = new('v', 50);

    [Fact]
    public async Task A_device_waits_is_told_to_slow_down_and_gets_its_tokens_after_consent()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        JsonElement started = await StartDeviceAsync(sandbox);
        string code = started.GetProperty("device_code").GetString()!;

        (HttpStatusCode Status, JsonElement Body) pending = await PollAsync(sandbox, code);
        (HttpStatusCode Status, JsonElement Body) early = await PollAsync(sandbox, code);
        await InvokeAsync(sandbox, "approve-device", started);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        (HttpStatusCode Status, JsonElement Body) granted = await PollAsync(sandbox, code);

        Assert.Equal((300, 5), (started.GetProperty("expires_in").GetInt32(), started.GetProperty("interval").GetInt32()));
        Assert.Equal($"{sandbox.Server.BaseUri}oauth/device", started.GetProperty("verification_uri").GetString());
        Assert.Equal((HttpStatusCode.BadRequest, "authorization_pending"), (pending.Status, pending.Body.GetProperty("error").GetString()));
        Assert.Equal("slow_down", early.Body.GetProperty("error").GetString());
        Assert.Equal(7200, granted.Body.GetProperty("expires_in").GetInt32());
        Assert.Matches("^[0-9a-f]{64}$", granted.Body.GetProperty("access_token").GetString());
        await sandbox.CallAsync("GET", "/api/v4/user", null, 200, granted.Body.GetProperty("access_token").GetString());
    }

    [Fact]
    public async Task A_refusal_and_the_end_of_the_code_are_told()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        JsonElement refused = await StartDeviceAsync(sandbox);
        await InvokeAsync(sandbox, "deny-device", refused);
        JsonElement forgotten = await StartDeviceAsync(sandbox);
        (_, JsonElement denied) = await PollAsync(sandbox, refused.GetProperty("device_code").GetString()!);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        (_, JsonElement expired) = await PollAsync(sandbox, forgotten.GetProperty("device_code").GetString()!);
        (_, JsonElement unknown) = await PollAsync(sandbox, "nothing");

        Assert.Equal("access_denied", denied.GetProperty("error").GetString());
        Assert.Equal("expired_token", expired.GetProperty("error").GetString());
        Assert.Equal("invalid_grant", unknown.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_person_consents_on_the_page_and_the_code_is_redeemed_with_the_verifier_once()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        string query = $"client_id=devflow-sandbox&response_type=code&state=a%26b&scope=api&redirect_uri={Uri.EscapeDataString(Callback)}"
            + $"&code_challenge={Pkce.Hash(Verifier)}&code_challenge_method=S256";
        using HttpResponseMessage page = await sandbox.SendAsync("GET", "/oauth/authorize?" + query, token: "");
        using HttpResponseMessage unanswered = await sandbox.SendAsync("POST", "/oauth/authorize?" + query, token: "");
        using HttpResponseMessage redirect = await sandbox.SendAsync("POST", $"/oauth/authorize?{query}&decision=approve", token: "");
        Uri target = redirect.Headers.Location!;
        Assert.Contains("error=access_denied", unanswered.Headers.Location!.Query, StringComparison.Ordinal);
        string code = target.Query.Split('&')[0]["?code=".Length..];

        (string, string)[] form = [("grant_type", "authorization_code"), ("client_id", "devflow-sandbox"), ("code", code), ("redirect_uri", Callback)];
        using HttpResponseMessage without = await sandbox.PostFormAsync("oauth/token", form);
        using HttpResponseMessage granted = await sandbox.PostFormAsync("oauth/token", [.. form, ("code_verifier", Verifier)]);
        using HttpResponseMessage replayed = await sandbox.PostFormAsync("oauth/token", [.. form, ("code_verifier", Verifier)]);

        Assert.Contains("Authorize devflow?", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        Assert.EndsWith("&state=a%26b", target.Query);
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        string access = (await RunningGitLab.ReadAsync(granted)).GetProperty("access_token").GetString()!;
        Assert.Equal("invalid_grant", (await RunningGitLab.ReadAsync(replayed)).GetProperty("error").GetString());
        await sandbox.CallAsync("GET", "/api/v4/user", null, 401, access);
    }

    [Theory]
    [InlineData("client_id=nobody&response_type=code", 401)]
    [InlineData("client_id=devflow-sandbox&response_type=code&redirect_uri=https://evil.example/", 400)]
    [InlineData("client_id=devflow-sandbox&response_type=code", 400)]
    [InlineData("client_id=devflow-sandbox&response_type=code&code_challenge=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv&code_challenge_method=plain", 400)]
    [InlineData("client_id=devflow-confidential&response_type=code&scope=sudo", 400)]
    public async Task A_request_that_is_not_good_is_told_on_the_page_and_goes_nowhere(string query, int status)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync("POST", "/oauth/authorize?" + query, token: "");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Null(response.Headers.Location);
    }

    [Fact]
    public async Task A_refresh_ends_both_old_tokens_works_after_expiry_and_its_replay_ends_the_family()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        sandbox.Clock.Advance(TimeSpan.FromHours(2));
        JsonElement expired = await sandbox.CallAsync("GET", "/api/v4/user", null, 401, sandbox.Secret("oauth"));

        (HttpStatusCode status, JsonElement fresh) = await RefreshAsync(sandbox, sandbox.Secret("oauth-refresh"));
        string access = fresh.GetProperty("access_token").GetString()!;
        await sandbox.CallAsync("GET", "/api/v4/user", null, 200, access);
        (_, JsonElement replay) = await RefreshAsync(sandbox, sandbox.Secret("oauth-refresh"));
        JsonElement revoked = await sandbox.CallAsync("GET", "/api/v4/user", null, 401, access);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("Token is expired", expired.GetProperty("error_description").GetString());
        Assert.Equal("invalid_grant", replay.GetProperty("error").GetString());
        Assert.StartsWith("Token was revoked", revoked.GetProperty("error_description").GetString());
    }

    [Fact]
    public async Task A_confidential_client_needs_its_secret()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        (string, string)[] form = [("grant_type", "refresh_token"), ("client_id", "devflow-confidential"), ("refresh_token", "x")];

        using HttpResponseMessage without = await sandbox.PostFormAsync("oauth/token", form);
        using HttpResponseMessage wrong = await sandbox.PostFormAsync("oauth/token", [.. form, ("client_secret", "gloas-x")]);
        using HttpResponseMessage right = await sandbox.PostFormAsync("oauth/token", [.. form, ("client_secret", sandbox.Secret("confidential"))]);

        Assert.Equal((401, 401, 400), ((int)without.StatusCode, (int)wrong.StatusCode, (int)right.StatusCode));
    }

    [Fact]
    public async Task A_revoked_token_is_dead_and_revoking_nonsense_is_no_error()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        using HttpResponseMessage revoked = await sandbox.PostFormAsync("oauth/revoke", ("client_id", "sandbox-oauth"), ("token", sandbox.Secret("oauth")));
        using HttpResponseMessage nonsense = await sandbox.PostFormAsync("oauth/revoke", ("client_id", "sandbox-oauth"), ("token", "x"));

        Assert.Equal((200, 200), ((int)revoked.StatusCode, (int)nonsense.StatusCode));
        await sandbox.CallAsync("GET", "/api/v4/user", null, 401, sandbox.Secret("oauth"));
    }

    [Fact]
    public async Task Token_info_tells_owner_scopes_and_what_is_left()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(100));

        using HttpResponseMessage response = await sandbox.SendAsync("GET", "/oauth/token/info", token: sandbox.Secret("oauth"), header: "Authorization");
        JsonElement info = await RunningGitLab.ReadAsync(response);

        Assert.Equal((1, 7100), (info.GetProperty("resource_owner_id").GetInt32(), info.GetProperty("expires_in").GetInt32()));
        Assert.Equal("api", info.GetProperty("scope")[0].GetString());
    }

    private static async Task<JsonElement> StartDeviceAsync(RunningGitLab sandbox)
    {
        using HttpResponseMessage response = await sandbox.PostFormAsync("oauth/authorize_device", ("client_id", "devflow-sandbox"), ("scope", "api"));
        return await RunningGitLab.ReadAsync(response);
    }

    private static Task<JsonElement> InvokeAsync(RunningGitLab sandbox, string name, JsonElement started) => sandbox.Server.InvokeAsync(
        name, JsonElement.Parse($$"""{"user_code":"{{started.GetProperty("user_code").GetString()}}"}"""), TestContext.Current.CancellationToken);

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PollAsync(RunningGitLab sandbox, string code)
    {
        using HttpResponseMessage response = await sandbox.PostFormAsync(
            "oauth/token", ("client_id", "devflow-sandbox"), ("grant_type", DeviceGrant), ("device_code", code));
        return (response.StatusCode, await RunningGitLab.ReadAsync(response));
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> RefreshAsync(RunningGitLab sandbox, string token)
    {
        using HttpResponseMessage response = await sandbox.PostFormAsync(
            "oauth/token", ("client_id", "sandbox-oauth"), ("grant_type", "refresh_token"), ("refresh_token", token));
        return (response.StatusCode, await RunningGitLab.ReadAsync(response));
    }
}
