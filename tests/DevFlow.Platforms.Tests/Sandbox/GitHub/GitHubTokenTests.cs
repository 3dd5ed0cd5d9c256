using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class GitHubTokenTests
{
    [Theory]
    [InlineData("Bearer")]
    [InlineData("token")]
    [InlineData("BEARER")]
    public async Task The_token_is_accepted_in_both_of_GitHubs_schemes(string scheme)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using HttpClient client = sandbox.CreateClient(sandbox.PlainToken, scheme);

        using HttpResponseMessage response = await client.GetAsync("user", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("octocat", (await RunningGitHub.ReadAsync(response)).GetProperty("login").GetString());
        Assert.Equal("admin:org_hook, admin:repo_hook, delete_repo, repo, user, workflow", RunningGitHub.Header(response, "X-OAuth-Scopes"));
        Assert.Equal("2026-03-31 10:00:00 UTC", RunningGitHub.Header(response, "GitHub-Authentication-Token-Expiration"));
    }

    [Theory]
    [InlineData("Bearer", "ghp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer", "")]
    [InlineData("Basic", null)]
    public async Task Another_token_or_scheme_is_refused(string scheme, string? token)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        using HttpClient client = sandbox.CreateClient(token ?? sandbox.PlainToken, scheme);

        using HttpResponseMessage response = await client.GetAsync("user", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        JsonElement body = await RunningGitHub.ReadAsync(response);
        Assert.Equal("Bad credentials", body.GetProperty("message").GetString());
        Assert.Equal("https://docs.github.com/rest", body.GetProperty("documentation_url").GetString());
        Assert.Equal("60", RunningGitHub.Header(response, "X-RateLimit-Limit"));
        Assert.False(response.Headers.Contains("X-OAuth-Scopes"));
        Assert.Equal(1, sandbox.Server.Refusals);
    }

    [Fact]
    public async Task A_token_ends_when_its_header_said()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        sandbox.Clock.Advance(TimeSpan.FromDays(30));

        using HttpResponseMessage response = await sandbox.GetAsync("user");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task The_token_has_the_form_of_a_classic_one_and_is_new_at_every_start()
    {
        await using RunningGitHub one = await RunningGitHub.StartAsync();
        await using RunningGitHub other = await RunningGitHub.StartAsync();

        Assert.Matches("^ghp_[A-Za-z0-9]{36}$", one.PlainToken);
        Assert.NotEqual(one.PlainToken, other.PlainToken);
    }
}
