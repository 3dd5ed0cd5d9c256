using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitLab;

public sealed class GitLabRoleTests
{
    [Theory]
    [InlineData("GET", "issues", null, 200)]
    [InlineData("POST", "issues", """{"title":"x"}""", 201)]
    [InlineData("POST", "issues/2/notes", """{"body":"x"}""", 201)]
    [InlineData("GET", "releases", null, 200)]
    [InlineData("PUT", "issues/2", """{"state_event":"close"}""", 403)]
    [InlineData("DELETE", "issues/2", null, 403)]
    [InlineData("GET", "repository/branches", null, 403)]
    [InlineData("GET", "pipelines", null, 403)]
    [InlineData("POST", "pipeline", """{"ref":"main"}""", 403)]
    [InlineData("GET", "hooks", null, 403)]
    public async Task A_guest_may_talk_and_no_more(string method, string path, string? body, int status)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        JsonElement answer = await sandbox.CallAsync(method, path, body, status, sandbox.Secret("guest"));

        if (status == 403)
        {
            Assert.Equal("403 Forbidden", answer.GetProperty("message").GetString());
        }
    }

    [Theory]
    [InlineData("POST", "repository/branches", """{"branch":"x","ref":"main"}""", 201)]
    [InlineData("POST", "pipeline", """{"ref":"main"}""", 201)]
    [InlineData("POST", "hooks", """{"url":"http://127.0.0.1:9/"}""", 403)]
    [InlineData("PUT", "merge_requests/1/merge", "{}", 401)]
    [InlineData("DELETE", "merge_requests/1", null, 403)]
    public async Task A_developer_works_but_does_not_merge_into_the_protected_branch(string method, string path, string? body, int status)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        await sandbox.CallAsync(method, path, body, status, sandbox.Secret("developer"));
    }

    [Fact]
    public async Task A_private_project_is_not_there_for_strangers_and_a_public_one_can_be_read()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync(
            scenario: text => text.Replace("\"eve\": \"guest\"", "\"grace\": \"developer\"", StringComparison.Ordinal));

        JsonElement hidden = await sandbox.CallAsync("GET", RunningGitLab.Project, null, 404, sandbox.Secret("guest"));
        await sandbox.CallAsync("GET", "issues", null, 404, sandbox.Secret("guest"));
        await sandbox.CallAsync("GET", "/api/v4/projects/devflow%2Fhandbook", null, 200, sandbox.Secret("guest"));
        await sandbox.CallAsync("POST", "/api/v4/projects/2/issues", """{"title":"x"}""", 201, sandbox.Secret("guest"));
        await sandbox.CallAsync("POST", "/api/v4/projects/2/repository/branches", """{"branch":"x","ref":"main"}""", 403, sandbox.Secret("guest"));
        JsonElement projects = await sandbox.CallAsync("GET", "/api/v4/projects", null, 200, sandbox.Secret("guest"));

        Assert.Equal("404 Project Not Found", hidden.GetProperty("message").GetString());
        Assert.Equal(["devflow/handbook"], projects.EnumerateArray().Select(project => project.GetProperty("path_with_namespace").GetString()));
    }

    [Fact]
    public async Task Confidential_issues_are_hidden_from_guests()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        int iid = (await sandbox.CallAsync("POST", "issues", """{"title":"Secret","confidential":true}""")).GetProperty("iid").GetInt32();

        await sandbox.CallAsync("GET", $"issues/{iid}", null, 200, sandbox.Secret("developer"));
        await sandbox.CallAsync("GET", $"issues/{iid}", null, 404, sandbox.Secret("guest"));
    }

    [Theory]
    [InlineData("GET", "/api/v4/nowhere", 404, "404 Not Found")]
    [InlineData("GET", "/nowhere", 404, "404 Not Found")]
    [InlineData("PATCH", "/api/v4/user", 405, "405 Not Allowed")]
    public async Task What_is_not_served_is_told_by_the_router(string method, string path, int status, string error)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        Assert.Equal(error, (await sandbox.CallAsync(method, path, null, status)).GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("^feature/", 200)]
    [InlineData("(", 400)]
    [InlineData("(?=x)", 400)]
    [InlineData("(a*)*b", 200)]
    public async Task A_pattern_is_matched_without_backtracking_or_refused(string pattern, int status)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        await sandbox.CallAsync("GET", $"repository/branches?regex={Uri.EscapeDataString(pattern)}", null, status);
    }

    [Fact]
    public async Task What_the_caller_knows_is_not_sent_again()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        using HttpResponseMessage first = await sandbox.SendAsync("GET", "issues/1");
        using HttpClient client = new() { DefaultRequestHeaders = { { "PRIVATE-TOKEN", sandbox.Secret("user") }, { "If-None-Match", RunningGitLab.Header(first, "ETag") } } };

        using HttpResponseMessage second = await client.GetAsync(first.RequestMessage!.RequestUri, TestContext.Current.CancellationToken);

        Assert.StartsWith("W/\"", RunningGitLab.Header(first, "ETag"));
        Assert.Equal(System.Net.HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_tokens_and_commits()
    {
        await using RunningGitLab one = await RunningGitLab.StartAsync();
        await using RunningGitLab other = await RunningGitLab.StartAsync();

        Assert.Equal(one.Server.Credentials.Select(credential => one.Secret(credential.Name)), other.Server.Credentials.Select(credential => other.Secret(credential.Name)));
        Assert.Equal(await HeadAsync(one), await HeadAsync(other));
    }

    [Fact]
    public async Task Everything_wrong_with_the_input_is_told_at_once()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        JsonElement body = await sandbox.CallAsync("POST", "merge_requests", """{"source_branch":"x","squash":"perhaps","labels":{}}""", 400);

        Assert.Equal("title is missing, target_branch is missing, labels is invalid, squash is invalid", body.GetProperty("error").GetString());
    }

    private static async Task<string?> HeadAsync(RunningGitLab sandbox) =>
        (await sandbox.CallAsync("GET", "repository/commits"))[0].GetProperty("id").GetString();
}
