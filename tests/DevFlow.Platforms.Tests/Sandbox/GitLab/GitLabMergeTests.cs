using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitLab;

public sealed class GitLabMergeTests
{
    private const string One = "merge_requests/1";

    [Fact]
    public async Task A_merge_request_goes_from_open_to_merged_and_cannot_be_merged_again()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        JsonElement before = await sandbox.CallAsync("GET", One);

        JsonElement merged = await sandbox.CallAsync(
            "PUT", One + "/merge", $$"""{"sha":"{{before.GetProperty("sha").GetString()}}","should_remove_source_branch":true}""", 200);
        JsonElement again = await sandbox.CallAsync("PUT", One + "/merge", "{}", 405);
        JsonElement head = (await sandbox.CallAsync("GET", "repository/commits?ref_name=main"))[0];

        Assert.Equal(("mergeable", "merged", "not_open"), (
            before.GetProperty("detailed_merge_status").GetString(), merged.GetProperty("state").GetString(), merged.GetProperty("detailed_merge_status").GetString()));
        Assert.Equal(merged.GetProperty("merge_commit_sha").GetString(), head.GetProperty("id").GetString());
        Assert.Equal(2, head.GetProperty("parent_ids").GetArrayLength());
        Assert.Equal("405 Method Not Allowed", again.GetProperty("message").GetString());
        await sandbox.CallAsync("GET", "repository/branches/feature%2Flogin", null, 404);
    }

    [Fact]
    public async Task Another_head_is_a_conflict()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        string sha = (await sandbox.CallAsync("GET", One)).GetProperty("sha").GetString()!;
        await sandbox.Server.InvokeAsync("push", JsonElement.Parse("""{"branch":"feature/login"}"""), TestContext.Current.CancellationToken);

        JsonElement body = await sandbox.CallAsync("PUT", One + "/merge", $$"""{"sha":"{{sha}}"}""", 409);

        Assert.StartsWith("SHA does not match HEAD of source branch", body.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_draft_is_not_allowed_and_a_conflict_cannot_be_merged()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        await sandbox.CallAsync("PUT", "merge_requests/2/merge", "{}", 405);
        await sandbox.CallAsync("PUT", "merge_requests/2", """{"title":"Rework everything"}""", 200);
        JsonElement body = await sandbox.CallAsync("PUT", "merge_requests/2/merge", "{}", 422);

        Assert.Equal("Branch cannot be merged", body.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Approvals_are_counted_once_a_person_and_can_be_needed()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await sandbox.CallAsync("PUT", One, """{"approvals_before_merge":2}""", 200);
        await sandbox.CallAsync("PUT", One + "/merge", "{}", 405);

        await sandbox.CallAsync("POST", One + "/approve", "{}", 201);
        await sandbox.CallAsync("POST", One + "/approve", "{}", 401);
        await sandbox.CallAsync("POST", One + "/approve", """{"sha":"0000000"}""", 409, sandbox.Secret("developer"));
        await sandbox.CallAsync("POST", One + "/approve", "{}", 201, sandbox.Secret("developer"));
        JsonElement approvals = await sandbox.CallAsync("GET", One + "/approvals");
        await sandbox.CallAsync("POST", One + "/unapprove", null, 201, sandbox.Secret("developer"));
        await sandbox.CallAsync("POST", One + "/unapprove", null, 404, sandbox.Secret("developer"));

        Assert.True(approvals.GetProperty("approved").GetBoolean());
        Assert.Equal(["ada", "grace"], approvals.GetProperty("approved_by").EnumerateArray()
            .Select(approval => approval.GetProperty("user").GetProperty("username").GetString()));
        Assert.Equal("not_approved", (await sandbox.CallAsync("GET", One)).GetProperty("detailed_merge_status").GetString());
    }

    [Fact]
    public async Task Of_many_merges_at_once_one_wins()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        int[] statuses = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            using HttpResponseMessage response = await sandbox.SendAsync("PUT", One + "/merge", "{}");
            return (int)response.StatusCode;
        }));

        Assert.Equal([200, .. Enumerable.Repeat(405, 15)], statuses.Order());
    }

    [Fact]
    public async Task An_issue_keeps_what_it_is_told()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        JsonElement created = await sandbox.CallAsync(
            "POST", "issues", """{"title":"Grüße","description":"x","labels":"bug,urgent","assignee_ids":[2,99],"due_date":"2026-04-01"}""", 201);
        string path = $"issues/{created.GetProperty("iid").GetInt32()}";
        await sandbox.CallAsync("POST", path + "/notes", """{"body":"First"}""", 201);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));

        JsonElement closed = await sandbox.CallAsync("PUT", path, """{"state_event":"close","add_labels":"done","remove_labels":"urgent"}""", 200);
        JsonElement reopened = await sandbox.CallAsync("PUT", path, """{"state_event":"reopen"}""", 200);

        Assert.Equal("Grüße", created.GetProperty("title").GetString());
        Assert.Equal(["grace"], created.GetProperty("assignees").EnumerateArray().Select(user => user.GetProperty("username").GetString()));
        Assert.Equal(("closed", "2026-03-01T10:01:12.500Z", "ada"), (
            closed.GetProperty("state").GetString(), closed.GetProperty("closed_at").GetString(), closed.GetProperty("closed_by").GetProperty("username").GetString()));
        Assert.Equal(["bug", "done"], closed.GetProperty("labels").EnumerateArray().Select(label => label.GetString()));
        Assert.Equal(1, closed.GetProperty("user_notes_count").GetInt32());
        Assert.Equal(JsonValueKind.Null, reopened.GetProperty("closed_at").ValueKind);
        Assert.Equal("2026-04-01", reopened.GetProperty("due_date").GetString());
        Assert.Equal($"{sandbox.Server.BaseUri}devflow/hello-world/-/{path}", reopened.GetProperty("web_url").GetString());
    }
}
