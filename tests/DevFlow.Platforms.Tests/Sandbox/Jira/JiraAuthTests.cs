using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Web;

namespace DevFlow.Platforms.Tests.Sandbox.Jira;

public sealed class JiraAuthTests
{
    private const string Redirect = "http://127.0.0.1:41234/callback";

    [Theory]
    [InlineData("admin", "/rest/api/3/myself", 200)]
    [InlineData("expired", "/rest/api/3/myself", 401)]
    [InlineData("scoped", "/rest/api/3/myself", 401)]
    [InlineData("scoped", "gateway:/rest/api/3/myself", 200)]
    [InlineData("scoped", "gateway:/rest/api/3/issue/EX-1", 200)]
    [InlineData("admin", "gateway:/rest/api/3/myself", 200)]
    [InlineData("oauth", "gateway:/rest/api/3/myself", 200)]
    [InlineData("oauth", "/rest/api/3/myself", 403)]
    [InlineData("oauth-refresh", "gateway:/rest/api/3/myself", 401)]
    [InlineData("oauth", "/oauth/token/accessible-resources", 200)]
    [InlineData("app", "gateway:/rest/api/3/myself", 200)]
    [InlineData("admin", "/devinfo/0.10/existsByProperties?a=1", 403)]
    [InlineData("app", "/jira/devinfo/0.1/cloud/{cloudId}/existsByProperties?a=1", 200)]
    [InlineData("oauth", "/ex/jira/00000000-0000-4000-8000-000000000000/rest/api/3/myself", 404)]
    public async Task A_login_is_good_where_it_belongs(string login, string path, int status)
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        using HttpResponseMessage response = await jira.SendAsync("GET", path.Replace("{cloudId}", jira.CloudId, StringComparison.Ordinal), login: login);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_token_does_what_its_scopes_say_and_no_more()
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        string refusal = await jira.RefusedAsync(401, "PUT", "gateway:/rest/api/3/issue/EX-1", """{"fields":{"summary":"x"}}""", "scoped");

        Assert.Equal("""{"code":401,"message":"Unauthorized; scope does not match"}""", refusal);
        Assert.Equal("missing-scope", jira.Server.Ledger[^1].Refusal);
    }

    [Fact]
    public async Task Tokens_have_the_forms_of_the_vendor()
    {
        await using RunningJira cloud = await RunningJira.StartAsync();
        await using RunningJira server = await RunningJira.StartAsync(SandboxDeployment.DataCenter);

        Assert.Matches("^ATATT3[A-Za-z0-9_-]{177}=[0-9A-F]{8}$", cloud.Secret("admin"));
        Assert.Equal("mia@example.com", cloud.Server.UserName);
        Assert.Matches(@"^eyJ[\w-]+\.[\w-]+\.[\w-]+$", cloud.Secret("oauth"));
        string personal = server.Secret("admin");
        Assert.Equal(44, personal.Length);
        Assert.Matches(@"^\d{12}:", Encoding.Latin1.GetString(Convert.FromBase64String(personal)));
        Assert.All(cloud.Server.Credentials, credential => Assert.DoesNotContain("password", credential.Kind, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_answer_of_Cloud_names_the_account_and_a_failed_login_says_so()
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        using HttpResponseMessage good = await jira.SendAsync("GET", "/rest/api/3/myself");
        using HttpResponseMessage bad = await jira.SendAsync("GET", "/rest/api/3/myself", login: "expired");

        Assert.Equal("5b10a2844c20165700ede21g", RunningJira.Header(good, "X-AAccountId"));
        Assert.Equal("AUTHENTICATED_FAILED", RunningJira.Header(bad, "X-Seraph-LoginReason"));
        Assert.Null(RunningJira.Header(bad, "X-AAccountId"));
        JsonElement server = await jira.CallAsync("GET", "/rest/api/2/serverInfo", login: null);
        Assert.Equal("Cloud", server.GetProperty("deploymentType").GetString());
    }

    [Fact]
    public async Task Consent_gives_a_code_the_code_tokens_and_the_refresh_token_new_ones()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        string code = await ConsentAsync(jira, "read:jira-work%20offline_access");

        (HttpStatusCode status, JsonElement tokens) = await TokenAsync(jira, Grant(jira, "authorization_code", ("code", code), ("redirect_uri", Redirect)));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((3600, "Bearer"), (tokens.GetProperty("expires_in").GetInt32(), tokens.GetProperty("token_type").GetString()));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(jira, "/rest/api/3/issue/EX-1", tokens));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(jira, "/rest/api/3/myself", tokens));

        (_, JsonElement second) = await RefreshAsync(jira, tokens);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(jira, "/rest/api/3/issue/EX-1", second));
        jira.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(jira, "/rest/api/3/issue/EX-1", second));
        (status, _) = await TokenAsync(jira, Grant(jira, "authorization_code", ("code", code), ("redirect_uri", Redirect)));
        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    [Fact]
    public async Task A_rotated_refresh_token_is_good_for_ten_minutes_and_ends_its_family_after_them()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        (_, JsonElement first) = await TokenAsync(
            jira, Grant(jira, "authorization_code", ("code", await ConsentAsync(jira, "read:jira-work%20offline_access")), ("redirect_uri", Redirect)));
        (_, JsonElement second) = await RefreshAsync(jira, first);

        jira.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        (HttpStatusCode status, _) = await RefreshAsync(jira, first);
        Assert.Equal(HttpStatusCode.OK, status);

        jira.Clock.Advance(TimeSpan.FromTicks(1));
        (status, JsonElement refused) = await RefreshAsync(jira, first);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("invalid_grant", refused.GetProperty("error").GetString());
        (status, _) = await RefreshAsync(jira, second);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(jira, "/rest/api/3/issue/EX-1", second));
    }

    [Theory]
    [InlineData("client_secret", "wrong", 401, "access_denied")]
    [InlineData("code", "wrong", 403, "invalid_grant")]
    [InlineData("redirect_uri", "http://127.0.0.1/other", 403, "invalid_grant")]
    [InlineData("grant_type", "password", 403, "unsupported_grant_type")]
    public async Task A_wrong_request_for_tokens_is_refused(string field, string value, int status, string error)
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        Dictionary<string, string> grant = Grant(jira, "authorization_code", ("code", await ConsentAsync(jira, "read:me")), ("redirect_uri", Redirect));
        grant[field] = value;

        (HttpStatusCode answered, JsonElement body) = await TokenAsync(jira, grant);

        Assert.Equal((status, error), ((int)answered, body.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Without_offline_access_there_is_no_refresh_token()
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        (_, JsonElement tokens) = await TokenAsync(
            jira, Grant(jira, "authorization_code", ("code", await ConsentAsync(jira, "read:me")), ("redirect_uri", Redirect)));

        Assert.False(tokens.TryGetProperty("refresh_token", out _));
    }

    [Fact]
    public async Task An_app_gets_a_token_of_its_own_for_development_information()
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        (_, JsonElement tokens) = await TokenAsync(jira, Grant(jira, "client_credentials", ("audience", "api.atlassian.com")));

        Assert.DoesNotContain("read:jira-work", tokens.GetProperty("scope").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(jira, "/rest/api/3/issue/EX-1", tokens));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(jira, "/devinfo/0.10/existsByProperties?a=1", tokens));
    }

    [Fact]
    public async Task Data_Center_takes_its_tokens_and_lets_a_person_manage_her_own()
    {
        await using RunningJira jira = await RunningJira.StartAsync(SandboxDeployment.DataCenter);
        JsonElement made = await jira.CallAsync("POST", "/rest/pat/latest/tokens", """{"name":"deploy","expirationDuration":1}""", "user");
        string secret = made.GetProperty("rawToken").GetString()!;

        using HttpResponseMessage good = await SendAsync(jira, "/rest/api/2/myself", new("Bearer", secret));
        Assert.Equal("emma", (await RunningJira.ReadAsync(good)).GetProperty("name").GetString());
        Assert.Equal(("emma", "OK"), (RunningJira.Header(good, "X-AUSERNAME"), RunningJira.Header(good, "X-Seraph-LoginReason")));
        Assert.Equal(3, (await jira.CallAsync("GET", "/rest/pat/latest/tokens", login: "user")).GetArrayLength());

        jira.Clock.Advance(TimeSpan.FromDays(1));
        using HttpResponseMessage late = await SendAsync(jira, "/rest/api/2/myself", new("Bearer", secret));
        Assert.Equal((HttpStatusCode.Unauthorized, "anonymous"), (late.StatusCode, RunningJira.Header(late, "X-AUSERNAME")));
        await jira.CallAsync("DELETE", $"/rest/pat/latest/tokens/{made.GetProperty("id").GetInt64()}", login: "user");
        await jira.RefusedAsync(400, "POST", "/rest/pat/latest/tokens", """{"expirationDuration":1}""");
    }

    [Fact]
    public async Task Three_wrong_passwords_bring_a_captcha()
    {
        await using RunningJira jira = await RunningJira.StartAsync(SandboxDeployment.DataCenter);
        AuthenticationHeaderValue wrong = new("Basic", Convert.ToBase64String("emma:wrong"u8));
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage refused = await SendAsync(jira, "/rest/api/2/myself", wrong);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using HttpResponseMessage denied = await jira.SendAsync("GET", "/rest/api/2/myself", login: "password");

        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Equal("AUTHENTICATION_DENIED", RunningJira.Header(denied, "X-Seraph-LoginReason"));
        Assert.StartsWith("CAPTCHA_CHALLENGE", RunningJira.Header(denied, "X-Authentication-Denied-Reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_Center_gives_tokens_for_codes_with_a_plain_or_hashed_challenge()
    {
        await using RunningJira jira = await RunningJira.StartAsync(SandboxDeployment.DataCenter);
        SandboxCredential client = jira.Credential("client");
        const string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        using HttpResponseMessage consent = await jira.SendAsync(
            "GET",
            $"/rest/oauth2/latest/authorize?client_id={client.UserName}&redirect_uri={Uri.EscapeDataString(Redirect)}&response_type=code&scope=WRITE&state=s&code_challenge={verifier}&code_challenge_method=plain",
            login: null);
        string code = HttpUtility.ParseQueryString(consent.Headers.Location!.Query)["code"]!;

        JsonElement tokens = await FormAsync(jira, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("code_verifier", verifier));
        Assert.Equal(7200, tokens.GetProperty("expires_in").GetInt32());
        Assert.Equal(HttpStatusCode.OK, await GetAsync(jira, "/rest/api/2/myself", tokens));
        JsonElement fresh = await FormAsync(jira, ("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(jira, "/rest/api/2/myself", tokens));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(jira, "/rest/api/2/myself", fresh));
    }

    private static async Task<JsonElement> FormAsync(RunningJira jira, params (string Name, string Value)[] fields)
    {
        Dictionary<string, string> form = fields.ToDictionary(field => field.Name, field => field.Value);
        form["client_id"] = jira.Credential("client").UserName!;
        form["client_secret"] = jira.Secret("client");
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(jira.Server.BaseUri, "/rest/oauth2/latest/token")) { Content = new FormUrlEncodedContent(form) };
        using HttpResponseMessage response = await jira.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await RunningJira.ReadAsync(response);
    }

    private static async Task<string> ConsentAsync(RunningJira jira, string scope)
    {
        using HttpResponseMessage response = await jira.SendAsync(
            "GET",
            $"/authorize?audience=api.atlassian.com&client_id={jira.Credential("client").UserName}&scope={scope}&redirect_uri={Uri.EscapeDataString(Redirect)}&state=s1&response_type=code&prompt=consent",
            login: null);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(response.Headers.Location!.Query);
        Assert.Equal("s1", query["state"]);
        return query["code"]!;
    }

    private static Dictionary<string, string> Grant(RunningJira jira, string type, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> grant = more.ToDictionary(field => field.Name, field => field.Value);
        grant["grant_type"] = type;
        grant["client_id"] = jira.Credential("client").UserName!;
        grant["client_secret"] = jira.Secret("client");
        return grant;
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> RefreshAsync(RunningJira jira, JsonElement tokens) =>
        TokenAsync(jira, Grant(jira, "refresh_token", ("refresh_token", tokens.GetProperty("refresh_token").GetString()!)));

    private static async Task<(HttpStatusCode Status, JsonElement Body)> TokenAsync(RunningJira jira, Dictionary<string, string> grant)
    {
        using HttpResponseMessage response = await jira.SendAsync("POST", "/oauth/token", JsonSerializer.Serialize(grant), login: null);
        return (response.StatusCode, await RunningJira.ReadAsync(response));
    }

    private static async Task<HttpStatusCode> GetAsync(RunningJira jira, string path, JsonElement tokens)
    {
        bool isCloud = jira.Server.Deployment == SandboxDeployment.Cloud;
        using HttpResponseMessage response = await SendAsync(
            jira, isCloud ? $"/ex/jira/{jira.CloudId}{path}" : path, new("Bearer", tokens.GetProperty("access_token").GetString()));
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningJira jira, string path, AuthenticationHeaderValue authorization)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(jira.Server.BaseUri, path));
        request.Headers.Authorization = authorization;
        return await jira.SendAsync(request);
    }
}
