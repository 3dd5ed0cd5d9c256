using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>What the contract tests, which look at one operation at a time, do not see.</summary>
public sealed class GitHubRestTests
{
    [Theory]
    [InlineData("GET", "nowhere")]
    [InlineData("GET", "")]
    [InlineData("DELETE", "user")]
    [InlineData("GET", "repos/octo-org/hello-world/issues/one")]
    [InlineData("GET", "repositories/77")]
    [InlineData("GET", "a/b/c/d/e/f/g/h/i/j/k/l")]
    public async Task What_is_not_there_is_answered_with_404(string method, string path)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync(method, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        JsonElement body = await RunningGitHub.ReadAsync(response);
        Assert.Equal("Not Found", body.GetProperty("message").GetString());
        Assert.Equal("404", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_api_stands_at_the_root_and_below_the_enterprise_path_with_addresses_of_the_form_asked()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        JsonElement enterprise = await sandbox.CallAsync("GET", RunningGitHub.Repo + "/issues/1");
        JsonElement plain = await sandbox.CallAsync("GET", "/" + RunningGitHub.Repo + "/issues/1");

        string root = sandbox.Server.BaseUri.ToString();
        Assert.Equal(root + "api/v3/repos/octo-org/hello-world/issues/1", enterprise.GetProperty("url").GetString());
        Assert.Equal(root + "repos/octo-org/hello-world/issues/1", plain.GetProperty("url").GetString());
        Assert.Equal(root + "octo-org/hello-world/issues/1", enterprise.GetProperty("html_url").GetString());
    }

    [Fact]
    public async Task An_issue_keeps_what_it_is_told()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        JsonElement created = await sandbox.CallAsync("POST", RunningGitHub.Repo + "/issues", """{"title":"Grüße","body":"x","labels":["bug"]}""");
        string path = $"{RunningGitHub.Repo}/issues/{created.GetProperty("number").GetInt32()}";
        await sandbox.CallAsync("POST", path + "/comments", """{"body":"First"}""");
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));

        JsonElement closed = await sandbox.CallAsync("PATCH", path, """{"state":"closed"}""");
        JsonElement open = await sandbox.CallAsync("GET", RunningGitHub.Repo + "/issues");
        JsonElement reopened = await sandbox.CallAsync("PATCH", path, """{"state":"open","body":null}""");
        JsonElement comments = await sandbox.CallAsync("GET", path + "/comments");

        Assert.Equal("completed", closed.GetProperty("state_reason").GetString());
        Assert.Equal("2026-03-01T10:01:00Z", closed.GetProperty("closed_at").GetString());
        Assert.Equal("octocat", closed.GetProperty("closed_by").GetProperty("login").GetString());
        Assert.Equal(1, closed.GetProperty("comments").GetInt32());
        Assert.Equal([2, 1], open.EnumerateArray().Select(issue => issue.GetProperty("number").GetInt32()));
        Assert.Equal("reopened", reopened.GetProperty("state_reason").GetString());
        Assert.Equal(JsonValueKind.Null, reopened.GetProperty("body").ValueKind);
        Assert.Equal("Grüße", reopened.GetProperty("title").GetString());
        Assert.Equal("bug", reopened.GetProperty("labels")[0].GetProperty("name").GetString());
        Assert.Equal("First", comments[0].GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_422_names_the_field()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync("POST", RunningGitHub.Repo + "/issues", "{}");

        JsonElement body = await RunningGitHub.ReadAsync(response);
        Assert.Equal("Validation Failed", body.GetProperty("message").GetString());
        Assert.Equal("""{"resource":"Issue","code":"missing_field","field":"title"}""", body.GetProperty("errors")[0].GetRawText());
    }
}
