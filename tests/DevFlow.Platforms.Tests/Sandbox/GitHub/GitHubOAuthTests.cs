using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>GitHub's device flow, web flow, refresh and revocation, from outside.</summary>
public sealed class GitHubOAuthTests
{
    private const string OAuthApp = "Ov23liDevFlowSandbox";
    private const string App = "Iv23liDevFlowSandbox";
    private const string Callback = "http://127.0.0.1:7777/callback";
    private const string Verifier = "a-verifier-that-is-long-enough-to-be-one-0123456789";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_waits_is_slowed_down_and_gets_its_token_once()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        JsonElement device = await PostAsync(sandbox, "login/device/code", ("client_id", OAuthApp), ("scope", "repo gist"));

        JsonElement pending = await PollAsync(sandbox, device);
        JsonElement early = await PollAsync(sandbox, device);
        await sandbox.Server.InvokeAsync("approve-device", default, Cancellation);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        JsonElement granted = await PollAsync(sandbox, device);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(20));
        JsonElement again = await PollAsync(sandbox, device);

        Assert.Matches("^[0-9a-f]{40}$", device.GetProperty("device_code").GetString());
        Assert.Matches("^[A-Z0-9]{4}-[A-Z0-9]{4}$", device.GetProperty("user_code").GetString());
        Assert.Equal(900, device.GetProperty("expires_in").GetInt32());
        Assert.Equal("authorization_pending", pending.GetProperty("error").GetString());
        Assert.Equal("slow_down", early.GetProperty("error").GetString());
        Assert.Equal(10, early.GetProperty("interval").GetInt32());
        Assert.Matches("^gho_[A-Za-z0-9]{36}$", granted.GetProperty("access_token").GetString());
        Assert.Equal("gist,repo", granted.GetProperty("scope").GetString());
        Assert.Equal("bearer", granted.GetProperty("token_type").GetString());
        Assert.Equal("incorrect_device_code", again.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_device_that_is_denied_or_too_late_is_told_so()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        JsonElement denied = await PostAsync(sandbox, "login/device/code", ("client_id", OAuthApp));
        await sandbox.Server.InvokeAsync("deny-device", default, Cancellation);
        JsonElement late = await PostAsync(sandbox, "login/device/code", ("client_id", OAuthApp));

        Assert.Equal("access_denied", (await PollAsync(sandbox, denied)).GetProperty("error").GetString());
        sandbox.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("expired_token", (await PollAsync(sandbox, late)).GetProperty("error").GetString());
        DevFlowException nothing = await Assert.ThrowsAsync<DevFlowException>(() => sandbox.Server.InvokeAsync("approve-device", default, Cancellation));
        Assert.Equal(ErrorReason.NotFound, nothing.Reason);
    }

    [Fact]
    public async Task Without_asking_for_json_the_answer_is_a_form()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using HttpClient client = new() { BaseAddress = sandbox.Server.BaseUri };
        using FormUrlEncodedContent form = new(new Dictionary<string, string> { ["client_id"] = OAuthApp });

        using HttpResponseMessage response = await client.PostAsync("login/device/code", form, Cancellation);

        Assert.Equal("application/x-www-form-urlencoded; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("device_code=", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_agrees_on_the_device_page()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        JsonElement device = await PostAsync(sandbox, "login/device/code", ("client_id", OAuthApp));
        using HttpClient browser = new() { BaseAddress = sandbox.Server.BaseUri };

        string page = await browser.GetStringAsync("login/device?user_code=" + device.GetProperty("user_code").GetString(), Cancellation);
        using FormUrlEncodedContent form = new(new Dictionary<string, string>
        {
            ["user_code"] = device.GetProperty("user_code").GetString()!.ToLowerInvariant(),
            ["decision"] = "approve",
            ["login"] = "hubot",
        });
        using HttpResponseMessage answer = await browser.PostAsync("login/device", form, Cancellation);
        string token = (await PollAsync(sandbox, device)).GetProperty("access_token").GetString()!;
        using HttpClient client = sandbox.CreateClient(token);

        Assert.Contains("name=\"user_code\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using HttpResponseMessage user = await client.GetAsync("user", Cancellation);
        Assert.Equal("hubot", (await RunningGitHub.ReadAsync(user)).GetProperty("login").GetString());
        Assert.Equal(OAuthApp, RunningGitHub.Header(user, "X-OAuth-Client-Id"));
    }

    [Fact]
    public async Task A_code_is_redeemed_once_and_only_with_the_verifier()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        (string code, string state) = await AuthorizeAsync(sandbox, App);

        JsonElement wrong = await RedeemAsync(sandbox, code, "another-verifier-that-is-long-enough-0123456789");
        JsonElement good = await RedeemAsync(sandbox, code, Verifier);
        JsonElement again = await RedeemAsync(sandbox, code, Verifier);
        using HttpClient client = sandbox.CreateClient(good.GetProperty("access_token").GetString());
        using HttpResponseMessage revoked = await client.GetAsync("user", Cancellation);

        Assert.Equal("a b", state);
        Assert.Equal("bad_verification_code", wrong.GetProperty("error").GetString());
        Assert.Matches("^ghu_", good.GetProperty("access_token").GetString());
        Assert.Matches("^ghr_", good.GetProperty("refresh_token").GetString());
        Assert.Equal(28_800, good.GetProperty("expires_in").GetInt32());
        Assert.Equal(15_897_600, good.GetProperty("refresh_token_expires_in").GetInt32());
        Assert.Equal("bad_verification_code", again.GetProperty("error").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, revoked.StatusCode);
    }

    [Fact]
    public async Task A_refresh_replaces_both_tokens_and_a_second_use_ends_the_family()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        AppLogin login = new(sandbox.Server);
        JsonElement first = await login.RunDeviceFlowAsync(App, Cancellation);

        JsonElement second = await RefreshAsync(sandbox, first);
        using HttpResponseMessage old = await AskAsync(sandbox, first);
        using HttpResponseMessage current = await AskAsync(sandbox, second);
        JsonElement reused = await RefreshAsync(sandbox, first);
        using HttpResponseMessage after = await AskAsync(sandbox, second);

        Assert.NotEqual(first.GetProperty("refresh_token").GetString(), second.GetProperty("refresh_token").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
        Assert.Equal("bad_refresh_token", reused.GetProperty("error").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task An_application_checks_resets_and_deletes_what_it_was_given()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        AppLogin login = new(sandbox.Server);
        string token = (await login.RunDeviceFlowAsync(OAuthApp, Cancellation)).GetProperty("access_token").GetString()!;

        JsonElement check = await login.CallAsync(login.Basic(), "POST", $"applications/{OAuthApp}/token", Body(token), Cancellation);
        JsonElement reset = await login.CallAsync(login.Basic(), "PATCH", $"applications/{OAuthApp}/token", Body(token), Cancellation);
        JsonElement gone = await login.CallAsync(login.Basic(), "POST", $"applications/{OAuthApp}/token", Body(token), Cancellation);
        string next = reset.GetProperty("token").GetString()!;
        await login.CallAsync(login.Basic(), "DELETE", $"applications/{OAuthApp}/grant", Body(next), Cancellation);
        using HttpClient client = sandbox.CreateClient(next);
        using HttpResponseMessage refused = await client.GetAsync("user", Cancellation);

        Assert.Equal("octocat", check.GetProperty("user").GetProperty("login").GetString());
        Assert.Equal("Not Found", gone.GetProperty("message").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_wrong_address_is_never_followed()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using HttpClient browser = Browser(sandbox);

        using HttpResponseMessage response = await browser.GetAsync(
            $"login/oauth/authorize?client_id={OAuthApp}&redirect_uri=http://127.0.0.2/steal&state=x", Cancellation);

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.StartsWith("http://127.0.0.1/callback?error=redirect_uri_mismatch", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_for_tokens_have_a_limit_of_their_own()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions { Limits = new Dictionary<string, int> { ["oauth"] = 1 } });

        JsonElement first = await PostAsync(sandbox, "login/oauth/access_token", ("client_id", OAuthApp), ("code", "x"));
        JsonElement second = await PostAsync(sandbox, "login/oauth/access_token", ("client_id", OAuthApp), ("code", "x"));

        Assert.Equal("incorrect_client_credentials", first.GetProperty("error").GetString());
        Assert.StartsWith("You have exceeded a secondary rate limit", second.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static string Body(string token) => $$"""{"access_token":"{{token}}"}""";

    private static HttpClient Browser(RunningGitHub sandbox) =>
        new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = sandbox.Server.BaseUri };

    private static async Task<(string Code, string State)> AuthorizeAsync(RunningGitHub sandbox, string clientId)
    {
        using HttpClient browser = Browser(sandbox);
        string challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        Dictionary<string, string> fields = new()
        {
            ["client_id"] = clientId,
            ["redirect_uri"] = Callback,
            ["state"] = "a b",
            ["code_challenge"] = challenge,
            ["code_challenge_method"] = "S256",
        };
        string page = await browser.GetStringAsync(QueryHelpers.AddQueryString("login/oauth/authorize", fields!), Cancellation);
        Assert.Contains(challenge, page, StringComparison.Ordinal);
        using FormUrlEncodedContent form = new([.. fields, KeyValuePair.Create("decision", "approve")]);
        using HttpResponseMessage response = await browser.PostAsync("login/oauth/authorize", form, Cancellation);
        Uri target = response.Headers.Location!;
        Assert.StartsWith(Callback + "?", target.OriginalString, StringComparison.Ordinal);
        Dictionary<string, Microsoft.Extensions.Primitives.StringValues> query = QueryHelpers.ParseQuery(target.Query);
        return (query["code"].ToString(), query["state"].ToString());
    }

    private static Task<JsonElement> RedeemAsync(RunningGitHub sandbox, string code, string verifier)
    {
        AppLogin login = new(sandbox.Server);
        return PostAsync(
            sandbox,
            "login/oauth/access_token",
            ("client_id", App),
            ("client_secret", AppLogin.Read(login.Find("client-secret", "sandbox-app"))),
            ("code", code),
            ("redirect_uri", Callback),
            ("code_verifier", verifier));
    }

    private static Task<JsonElement> RefreshAsync(RunningGitHub sandbox, JsonElement tokens) => PostAsync(
        sandbox, "login/oauth/access_token", ("client_id", App), ("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));

    private static async Task<HttpResponseMessage> AskAsync(RunningGitHub sandbox, JsonElement tokens)
    {
        using HttpClient client = sandbox.CreateClient(tokens.GetProperty("access_token").GetString());
        return await client.GetAsync("user", Cancellation);
    }

    private static Task<JsonElement> PollAsync(RunningGitHub sandbox, JsonElement device) => PostAsync(
        sandbox,
        "login/oauth/access_token",
        ("client_id", OAuthApp),
        ("device_code", device.GetProperty("device_code").GetString()!),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"));

    private static async Task<JsonElement> PostAsync(RunningGitHub sandbox, string path, params (string Name, string Value)[] fields)
    {
        using HttpClient client = new() { BaseAddress = sandbox.Server.BaseUri };
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        using FormUrlEncodedContent form = new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using HttpResponseMessage response = await client.PostAsync(path, form, Cancellation);
        return await RunningGitHub.ReadAsync(response);
    }
}
