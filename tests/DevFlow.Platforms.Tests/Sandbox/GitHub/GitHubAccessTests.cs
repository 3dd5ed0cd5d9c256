using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DevFlow.Sandbox;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>What each kind of token may do, and the headers it gets.</summary>
public sealed class GitHubAccessTests
{
    private const string Issues = RunningGitHub.Repo + "/issues";
    private const string Hooks = RunningGitHub.Repo + "/hooks";

    [Fact]
    public async Task A_token_without_scopes_reads_what_is_public_and_is_told_404_for_the_rest()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using HttpClient client = Connect(sandbox, "classic-token", "read-only");

        using HttpResponseMessage read = await client.GetAsync(Issues, TestContext.Current.CancellationToken);
        using HttpResponseMessage write = await PostAsync(client, Issues, """{"title":"x"}""");
        using HttpResponseMessage hooks = await client.GetAsync(Hooks, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("", RunningGitHub.Header(read, "X-OAuth-Scopes"));
        Assert.Equal("repo", RunningGitHub.Header(read, "X-Accepted-OAuth-Scopes"));
        Assert.Equal(HttpStatusCode.NotFound, write.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, hooks.StatusCode);
    }

    [Fact]
    public async Task A_fine_grained_token_is_told_which_permission_it_lacks()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using HttpClient client = Connect(sandbox, "fine-grained-token");

        using HttpResponseMessage refused = await client.GetAsync(Hooks, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("Resource not accessible by personal access token", (await RunningGitHub.ReadAsync(refused)).GetProperty("message").GetString());
        Assert.Equal("repository_hooks=read", RunningGitHub.Header(refused, "X-Accepted-GitHub-Permissions"));
        Assert.Equal("2026-03-31 10:00:00 UTC", RunningGitHub.Header(refused, "GitHub-Authentication-Token-Expiration"));
        Assert.False(refused.Headers.Contains("X-OAuth-Scopes"));
        Assert.Equal("permission", sandbox.Server.Ledger[^1].Refusal);
    }

    [Fact]
    public async Task An_installation_may_do_what_its_app_was_granted_and_is_no_user()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using HttpClient client = Connect(sandbox, "installation-token");

        using HttpResponseMessage hooks = await client.GetAsync(Hooks, TestContext.Current.CancellationToken);
        using HttpResponseMessage user = await client.GetAsync("user", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, hooks.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, user.StatusCode);
        Assert.Equal("Resource not accessible by integration", (await RunningGitHub.ReadAsync(user)).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("classic-token", "^ghp_[A-Za-z0-9]{36}$")]
    [InlineData("fine-grained-token", "^github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}$")]
    [InlineData("installation-token", "^ghs_[A-Za-z0-9]{36}$")]
    [InlineData("client-secret", "^[0-9a-f]{40}$")]
    [InlineData("app-key", "^-----BEGIN RSA PRIVATE KEY-----")]
    public async Task Secrets_have_the_documented_form(string kind, string form)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        Assert.Matches(form, AppLogin.Read(new AppLogin(sandbox.Server).Find(kind)));
    }

    [Fact]
    public async Task Saml_asks_for_a_token_that_was_authorised()
    {
        string scenario = Path.Combine(Path.GetTempPath(), $"saml-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(
            scenario,
            Scenario(saml: "octo-org", token: """{"name":"user","kind":"classic"},{"name":"sso","kind":"classic","sso":["octo-org"]}"""),
            TestContext.Current.CancellationToken);
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync(new SandboxOptions { ScenarioPath = scenario });
        File.Delete(scenario);
        using HttpClient authorised = Connect(sandbox, "classic-token", "sso");

        using HttpResponseMessage refused = await sandbox.GetAsync(RunningGitHub.Repo);
        using HttpResponseMessage good = await authorised.GetAsync(RunningGitHub.Repo, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.StartsWith("required; url=http://127.0.0.1:", RunningGitHub.Header(refused, "X-GitHub-SSO"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_and_nobody_is_told_which_were_good()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using HttpClient nobody = sandbox.CreateClient(null);

        using HttpResponseMessage revoked = await PostAsync(nobody, "credentials/revoke", $$"""{"credentials":["ghp_unknown","{{sandbox.PlainToken}}"]}""");
        using HttpResponseMessage refused = await sandbox.GetAsync("user");

        Assert.Equal(HttpStatusCode.Accepted, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Bad credentials", (await RunningGitHub.ReadAsync(refused)).GetProperty("message").GetString());
    }

    // The built-in scenario with other logins.
    private static string Scenario(string saml, string token)
    {
        using Stream builtIn = typeof(SandboxHost).Assembly.GetManifestResourceStream("github.scenario.json")!;
        JsonNode scenario = JsonNode.Parse(builtIn, null, new() { CommentHandling = JsonCommentHandling.Skip })!;
        scenario["saml"] = new JsonArray(saml);
        scenario["tokens"] = JsonNode.Parse($"[{token}]");
        return new JsonObject { ["github"] = scenario }.ToJsonString();
    }

    private static HttpClient Connect(RunningGitHub sandbox, string kind, string? name = null) =>
        sandbox.CreateClient(AppLogin.Read(new AppLogin(sandbox.Server).Find(kind, name)));

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body) =>
        client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
}
