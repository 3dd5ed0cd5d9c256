using System.Text.Json;
using DevFlow.Platforms.Tests.Contract;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>Makes everything happen that hooks are told of, and holds what they are told to the vendor's description.</summary>
public sealed class GitHubPayloadTests
{
    private const string Repo = RunningGitHub.Repo;

    [Fact]
    public async Task Every_change_is_told_in_the_form_the_vendor_describes()
    {
        ApiDescription? description = ApiDescription.Load("github.json");
        Assert.SkipWhen(description is null, "The vendor's description is not on this machine (DEVFLOW_TESTDATA).");
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        await sandbox.CallAsync("POST", $"{Repo}/hooks", $$$"""{"events":["*"],"config":{"url":"{{{receiver.Address}}}","content_type":"json"}}""");

        Dictionary<string, Delivery> told = [];
        await ChangeIssuesAsync(sandbox);
        await ChangeListsAsync(sandbox);
        await ChangePullsAsync(sandbox);
        await ChangeTheRestAsync(sandbox);

        // What is still under way when the clock goes on has timed out.
        await TakeAllAsync(sandbox, receiver, told);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(2));
        await TakeAllAsync(sandbox, receiver, told);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        await TakeAllAsync(sandbox, receiver, told);

        string[] expected =
        [
            "ping", "create", "delete", "push", "status", "workflow-dispatch",
            "issues-opened", "issues-edited", "issues-closed", "issues-reopened", "issues-labeled", "issues-unlabeled", "issues-assigned", "issues-unassigned",
            "issues-milestoned", "issues-demilestoned", "issues-locked", "issues-unlocked",
            "issue-comment-created", "issue-comment-edited", "issue-comment-deleted",
            "label-created", "label-edited", "label-deleted",
            "milestone-created", "milestone-edited", "milestone-closed", "milestone-opened", "milestone-deleted",
            "pull-request-opened", "pull-request-edited", "pull-request-synchronize", "pull-request-labeled", "pull-request-review-requested",
            "pull-request-review-request-removed", "pull-request-closed",
            "pull-request-review-submitted", "pull-request-review-edited",
            "check-run-created", "check-run-completed", "check-suite-requested", "check-suite-completed",
            "workflow-run-requested", "workflow-run-in-progress", "workflow-run-completed",
            "workflow-job-queued", "workflow-job-in-progress", "workflow-job-completed",
            "release-created", "release-published", "release-released", "release-edited", "release-deleted",
            "repository-edited", "repository-archived", "repository-unarchived", "repository-privatized", "repository-publicized",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), told.Keys.Order(StringComparer.Ordinal));
        SchemaValidator validator = new(description!, new() { RefuseUndescribed = false }, _ => null);
        Assert.Equal("", string.Join("\n", told.SelectMany(pair => validator.Validate(pair.Value.Json, description!.Follow($"#/components/schemas/webhook-{pair.Key}"))
            .Select(violation => $"{pair.Key}: {violation}"))));
    }

    private static async Task TakeAllAsync(RunningGitHub sandbox, Receiver receiver, Dictionary<string, Delivery> told)
    {
        await sandbox.CallAsync("POST", $"{Repo}/dispatches", """{"event_type":"the-end"}""");
        Delivery next;
        while ((next = await receiver.NextAsync()).Event != "repository_dispatch")
        {
            told.TryAdd($"{next.Event} {next.Action}".TrimEnd().Replace('_', '-').Replace(' ', '-'), next);
        }
    }

    private static async Task ChangeTheRestAsync(RunningGitHub sandbox)
    {
        string sha = await GitHubGitTests.ShaAsync(sandbox, "main");
        await sandbox.CallAsync("POST", $"{Repo}/statuses/{sha}", """{"state":"success","context":"ci/sandbox"}""");
        await sandbox.CallAsync("POST", $"{Repo}/git/refs", $$"""{"ref":"refs/heads/gone","sha":"{{sha}}"}""");
        await sandbox.CallAsync("DELETE", $"{Repo}/git/refs/heads/gone");
        await sandbox.CallAsync("POST", $"{Repo}/actions/workflows/ci.yml/dispatches", """{"ref":"main"}""");

        JsonElement release = await sandbox.CallAsync("POST", $"{Repo}/releases", """{"tag_name":"v1"}""");
        string path = $"{Repo}/releases/{release.GetProperty("id").GetInt64()}";
        await sandbox.CallAsync("PATCH", path, """{"name":"One"}""");
        await sandbox.CallAsync("DELETE", path);

        await sandbox.CallAsync("PATCH", Repo, """{"description":"Changed","private":true}""");
        await sandbox.CallAsync("PATCH", Repo, """{"private":false}""");
        await sandbox.CallAsync("PATCH", Repo, """{"archived":true}""");
        await sandbox.CallAsync("PATCH", Repo, """{"archived":false}""");
    }

    private static async Task ChangeIssuesAsync(RunningGitHub sandbox)
    {
        await sandbox.CallAsync("POST", $"{Repo}/issues", """{"title":"x"}""");
        foreach (string body in new[]
        {
            """{"title":"y"}""", """{"labels":["bug"]}""", """{"labels":[]}""", """{"assignees":["hubot"]}""", """{"assignees":[]}""",
            """{"milestone":1}""", """{"milestone":null}""", """{"state":"closed"}""", """{"state":"open"}""",
        })
        {
            await sandbox.CallAsync("PATCH", $"{Repo}/issues/3", body);
        }

        await sandbox.CallAsync("PUT", $"{Repo}/issues/3/lock", """{"lock_reason":"resolved"}""");
        await sandbox.CallAsync("DELETE", $"{Repo}/issues/3/lock");
        JsonElement comment = await sandbox.CallAsync("POST", $"{Repo}/issues/3/comments", """{"body":"x"}""");
        string path = $"{Repo}/issues/comments/{comment.GetProperty("id").GetInt64()}";
        await sandbox.CallAsync("PATCH", path, """{"body":"y"}""");
        await sandbox.CallAsync("DELETE", path);
    }

    private static async Task ChangeListsAsync(RunningGitHub sandbox)
    {
        await sandbox.CallAsync("POST", $"{Repo}/labels", """{"name":"x"}""");
        await sandbox.CallAsync("PATCH", $"{Repo}/labels/x", """{"color":"ff0000"}""");
        await sandbox.CallAsync("DELETE", $"{Repo}/labels/x");
        await sandbox.CallAsync("POST", $"{Repo}/milestones", """{"title":"x"}""");
        foreach (string body in new[] { """{"title":"y"}""", """{"state":"closed"}""", """{"state":"open"}""" })
        {
            await sandbox.CallAsync("PATCH", $"{Repo}/milestones/2", body);
        }

        await sandbox.CallAsync("DELETE", $"{Repo}/milestones/2");
    }

    private static async Task ChangePullsAsync(RunningGitHub sandbox)
    {
        string pull = $"{Repo}/pulls/{(await sandbox.CallAsync("POST", $"{Repo}/pulls", """{"title":"x","head":"feature","base":"main"}""")).GetProperty("number").GetInt32()}";
        await sandbox.CallAsync("PATCH", pull, """{"title":"y"}""");
        await sandbox.CallAsync("POST", pull.Replace("/pulls/", "/issues/", StringComparison.Ordinal) + "/labels", """["bug"]""");
        await sandbox.CallAsync("POST", pull + "/requested_reviewers", """{"reviewers":["hubot"]}""");
        await sandbox.CallAsync("DELETE", pull + "/requested_reviewers", """{"reviewers":["hubot"]}""");
        JsonElement review = await sandbox.CallAsync("POST", pull + "/reviews", """{"event":"COMMENT","body":"x"}""");
        await sandbox.CallAsync("PUT", $"{pull}/reviews/{review.GetProperty("id").GetInt64()}", """{"body":"y"}""");
        await GitHubGitTests.PutAsync(sandbox, "more.txt", "x", "feature");
        await sandbox.CallAsync("PUT", pull + "/merge");
    }
}
