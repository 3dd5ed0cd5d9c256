using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class GitHubPullTests
{
    private const string Pulls = RunningGitHub.Repo + "/pulls";
    private const string Theirs = "repos/octo-org/web-shop/pulls/2";

    [Fact]
    public async Task Merging_moves_the_base_to_the_commit_that_is_told()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string head = await GitHubGitTests.ShaAsync(sandbox, "feature");
        string pull = await OpenAsync(sandbox);

        JsonElement before = await sandbox.CallAsync("GET", pull);
        JsonElement merged = await sandbox.CallAsync("PUT", pull + "/merge", "{}");

        string sha = merged.GetProperty("sha").GetString()!;
        JsonElement after = await sandbox.CallAsync("GET", pull);
        JsonElement commit = await sandbox.CallAsync("GET", $"{RunningGitHub.Repo}/commits/main");
        JsonElement issue = await sandbox.CallAsync("GET", pull.Replace("/pulls/", "/issues/", StringComparison.Ordinal));
        Assert.True(before.GetProperty("mergeable").GetBoolean());
        Assert.Equal(head, before.GetProperty("head").GetProperty("sha").GetString());
        Assert.Equal(sha, await GitHubGitTests.ShaAsync(sandbox, "main"));
        Assert.Equal(sha, after.GetProperty("merge_commit_sha").GetString());
        Assert.True(after.GetProperty("merged").GetBoolean());
        Assert.Equal(1, after.GetProperty("commits").GetInt32());
        Assert.Equal(head, commit.GetProperty("parents")[1].GetProperty("sha").GetString());
        Assert.StartsWith("Merge pull request #3 from octo-org/feature", commit.GetProperty("commit").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("closed", issue.GetProperty("state").GetString());
        Assert.Equal(after.GetProperty("merged_at").GetString(), issue.GetProperty("pull_request").GetProperty("merged_at").GetString());
        using HttpResponseMessage isMerged = await sandbox.GetAsync(pull + "/merge");
        Assert.Equal(HttpStatusCode.NoContent, isMerged.StatusCode);
    }

    [Theory]
    [InlineData("squash", "A change (#3)")]
    [InlineData("rebase", "Greet more politely")]
    public async Task Squash_and_rebase_leave_a_straight_line(string method, string message)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string main = (await GitHubGitTests.PutAsync(sandbox, "other.txt", "x")).GetProperty("commit").GetProperty("sha").GetString()!;
        string pull = await OpenAsync(sandbox);

        await sandbox.CallAsync("PUT", pull + "/merge", $$"""{"merge_method":"{{method}}"}""");

        JsonElement commit = await sandbox.CallAsync("GET", $"{RunningGitHub.Repo}/commits/main");
        Assert.Equal(main, Assert.Single(commit.GetProperty("parents").EnumerateArray()).GetProperty("sha").GetString());
        Assert.Equal(message, commit.GetProperty("commit").GetProperty("message").GetString());
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused_as_GitHub_does()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string pull = await OpenAsync(sandbox);
        JsonElement file = await sandbox.CallAsync("GET", $"{RunningGitHub.Repo}/contents/src/hello.ps1");

        using HttpResponseMessage moved = await sandbox.SendAsync("PUT", pull + "/merge", """{"sha":"ce013625030ba8dba906f756967f9e9ca394464a"}""");
        await sandbox.CallAsync("PUT", $"{RunningGitHub.Repo}/contents/src/hello.ps1", $$"""{"message":"x","content":"eA==","sha":"{{file.GetProperty("sha").GetString()}}"}""");
        JsonElement dirty = await sandbox.CallAsync("GET", pull);
        using HttpResponseMessage conflict = await sandbox.SendAsync("PUT", pull + "/merge", "{}");
        await sandbox.CallAsync("PATCH", pull, """{"state":"closed"}""");
        using HttpResponseMessage closed = await sandbox.SendAsync("PUT", pull + "/merge");

        Assert.Equal(HttpStatusCode.Conflict, moved.StatusCode);
        Assert.Equal("Head branch was modified. Review and try the merge again.", await GitHubGitTests.MessageAsync(moved));
        Assert.Equal("dirty", dirty.GetProperty("mergeable_state").GetString());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, conflict.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, closed.StatusCode);
    }

    [Fact]
    public async Task The_branch_of_a_pull_request_takes_over_what_the_base_got()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string pull = await OpenAsync(sandbox);
        using HttpResponseMessage idle = await sandbox.SendAsync("PUT", pull + "/update-branch", "{}");
        await GitHubGitTests.PutAsync(sandbox, "other.txt", "x");

        using HttpResponseMessage updated = await sandbox.SendAsync("PUT", pull + "/update-branch", "{}");

        JsonElement after = await sandbox.CallAsync("GET", pull);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, idle.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, updated.StatusCode);
        Assert.Equal(await GitHubGitTests.ShaAsync(sandbox, "feature"), after.GetProperty("head").GetProperty("sha").GetString());
        Assert.Equal(1, after.GetProperty("changed_files").GetInt32());
    }

    [Theory]
    [InlineData("""{"title":"x","head":"nowhere","base":"main"}""", "head")]
    [InlineData("""{"title":"x","head":"feature","base":"nowhere"}""", "base")]
    [InlineData("""{"head":"feature","base":"main"}""", "title")]
    [InlineData("""{"title":"x","head":"main","base":"main"}""", null)]
    public async Task A_pull_request_needs_two_branches_that_differ(string body, string? field)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync("POST", Pulls, body);

        JsonElement error = (await RunningGitHub.ReadAsync(response)).GetProperty("errors")[0];
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("PullRequest", error.GetProperty("resource").GetString());
        Assert.Equal(field, error.TryGetProperty("field", out JsonElement name) ? name.GetString() : null);
    }

    [Fact]
    public async Task Reviews_are_pending_submitted_and_dismissed_and_never_of_ones_own_work()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string own = await OpenAsync(sandbox);

        JsonElement pending = await sandbox.CallAsync("POST", Theirs + "/reviews", """{"body":"Looks good"}""");
        using HttpResponseMessage second = await sandbox.SendAsync("POST", Theirs + "/reviews", "{}");
        string review = $"{Theirs}/reviews/{pending.GetProperty("id").GetInt64()}";
        JsonElement approved = await sandbox.CallAsync("POST", review + "/events", """{"event":"APPROVE"}""");
        JsonElement dismissed = await sandbox.CallAsync("PUT", review + "/dismissals", """{"message":"Outdated"}""");
        using HttpResponseMessage self = await sandbox.SendAsync("POST", own + "/reviews", """{"event":"APPROVE"}""");

        Assert.Equal("PENDING", pending.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        Assert.Equal("APPROVED", approved.GetProperty("state").GetString());
        Assert.Equal("DISMISSED", dismissed.GetProperty("state").GetString());
        Assert.Equal("Can not approve your own pull request", (await RunningGitHub.ReadAsync(self)).GetProperty("errors")[0].GetString());
    }

    private static async Task<string> OpenAsync(RunningGitHub sandbox)
    {
        JsonElement pull = await sandbox.CallAsync("POST", Pulls, """{"title":"A change","head":"feature","base":"main"}""");
        return $"{Pulls}/{pull.GetProperty("number").GetInt32()}";
    }
}
