using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>GitHub Apps: their JWT, their installations and the tokens of those.</summary>
public sealed class GitHubAppTests
{
    private const string Now = "now";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-60, 600, Now)]
    [InlineData(0, 600, Now)]
    [InlineData(0, 601, "'Expiration time' claim ('exp') is too far in the future")]
    [InlineData(-700, 600, "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires")]
    [InlineData(30, 300, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")]
    public async Task A_jwt_may_live_for_ten_minutes_and_not_begin_in_the_future(int issuedAfter, int life, string expected)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        AppLogin login = new(sandbox.Server);

        string jwt = login.CreateJwt(sandbox.Clock.GetUtcNow().AddSeconds(issuedAfter), TimeSpan.FromSeconds(life));
        JsonElement answer = await login.CallAsync(new("Bearer", jwt), "GET", "app", cancellationToken: Cancellation);

        Assert.Equal(expected, answer.TryGetProperty("message", out JsonElement message) ? message.GetString() : Now);
    }

    [Fact]
    public async Task A_jwt_of_another_algorithm_issuer_or_key_is_refused()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        AppLogin login = new(sandbox.Server);
        DateTimeOffset now = sandbox.Clock.GetUtcNow();
        string good = login.CreateJwt(now, TimeSpan.FromMinutes(5));
        string claims = $$"""{"iat":{{now.ToUnixTimeSeconds()}},"exp":{{now.ToUnixTimeSeconds() + 60}},"iss":"{{login.AppId}}"}""";

        Assert.Equal("sandbox-app", (await AskAsync(login, good)).GetProperty("slug").GetString());
        Assert.Equal("sandbox-app", (await AskAsync(login, login.CreateJwt(now, TimeSpan.FromMinutes(5), "Iv23liDevFlowSandbox"))).GetProperty("slug").GetString());
        Assert.Equal("A JSON web token could not be decoded", await ReadProblemAsync(login, login.Sign("""{"alg":"none"}""", claims)));
        Assert.Equal("A JSON web token could not be decoded", await ReadProblemAsync(login, good[..^8] + "AAAAAAAA"));
        Assert.Equal("Integration not found", await ReadProblemAsync(login, login.CreateJwt(now, TimeSpan.FromMinutes(5), "1")));
        Assert.Equal("A JSON web token could not be decoded", await ReadProblemAsync(login, sandbox.PlainToken));
    }

    [Fact]
    public async Task An_installation_token_can_be_narrowed_and_ends_after_an_hour()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        AppLogin login = new(sandbox.Server);
        AuthenticationHeaderValue app = login.Bearer(sandbox.Clock.GetUtcNow());
        long id = (await login.CallAsync(app, "GET", "app/installations", cancellationToken: Cancellation))[0].GetProperty("id").GetInt64();

        JsonElement token = await login.CallAsync(
            app, "POST", $"app/installations/{id}/access_tokens", """{"repositories":["hello-world"],"permissions":{"issues":"read"}}""", Cancellation);
        using HttpClient client = sandbox.CreateClient(token.GetProperty("token").GetString());
        using HttpResponseMessage vault = await client.GetAsync("repos/octo-org/vault", Cancellation);
        using HttpResponseMessage write = await client.PostAsync(RunningGitHub.Repo + "/issues", new StringContent("""{"title":"x"}"""), Cancellation);
        JsonElement seen = await RunningGitHub.ReadAsync(await client.GetAsync("installation/repositories", Cancellation));
        sandbox.Clock.Advance(TimeSpan.FromHours(1));
        using HttpResponseMessage late = await client.GetAsync("installation/repositories", Cancellation);

        Assert.Matches("^ghs_[A-Za-z0-9]{36}$", token.GetProperty("token").GetString());
        Assert.Equal("2026-03-01T11:00:00Z", token.GetProperty("expires_at").GetString());
        Assert.Equal("selected", token.GetProperty("repository_selection").GetString());
        Assert.Equal(HttpStatusCode.NotFound, vault.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, write.StatusCode);
        Assert.Equal("octo-org/hello-world", Assert.Single(seen.GetProperty("repositories").EnumerateArray()).GetProperty("full_name").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task The_newer_form_of_the_token_is_long_has_dots_and_works()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        AppLogin login = new(sandbox.Server);
        AuthenticationHeaderValue app = login.Bearer(sandbox.Clock.GetUtcNow());
        long id = (await login.CallAsync(app, "GET", "app/installations", cancellationToken: Cancellation))[0].GetProperty("id").GetInt64();
        using HttpClient client = sandbox.CreateClient(null);
        using HttpRequestMessage request = new(HttpMethod.Post, $"app/installations/{id}/access_tokens");
        request.Headers.Authorization = app;
        request.Headers.Add("X-GitHub-Stateless-S2S-Token", "enabled");

        string token = (await RunningGitHub.ReadAsync(await client.SendAsync(request, Cancellation))).GetProperty("token").GetString()!;
        using HttpClient installation = sandbox.CreateClient(token);
        using HttpResponseMessage good = await installation.GetAsync("installation/repositories", Cancellation);
        using HttpResponseMessage revoked = await installation.DeleteAsync("installation/token", Cancellation);
        using HttpResponseMessage refused = await installation.GetAsync("installation/repositories", Cancellation);

        Assert.Matches($"^ghs_{login.AppId}_eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$", token);
        Assert.InRange(token.Length, 480, 560);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private static Task<JsonElement> AskAsync(AppLogin login, string token) => login.CallAsync(new("Bearer", token), "GET", "app", cancellationToken: Cancellation);

    private static async Task<string?> ReadProblemAsync(AppLogin login, string token) => (await AskAsync(login, token)).GetProperty("message").GetString();
}
