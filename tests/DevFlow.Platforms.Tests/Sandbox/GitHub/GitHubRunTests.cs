using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class GitHubRunTests
{
    private const string Actions = RunningGitHub.Repo + "/actions";

    [Fact]
    public async Task A_run_passes_by_with_its_jobs_and_checks()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string run = await StartAsync(sandbox);

        JsonElement queued = await sandbox.CallAsync("GET", run);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(2));
        JsonElement running = await sandbox.CallAsync("GET", run);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        JsonElement ended = await sandbox.CallAsync("GET", run);

        JsonElement jobs = await sandbox.CallAsync("GET", run + "/jobs");
        JsonElement checks = await sandbox.CallAsync("GET", $"{RunningGitHub.Repo}/commits/main/check-runs");
        Assert.Equal("queued", queued.GetProperty("status").GetString());
        Assert.Equal("in_progress", running.GetProperty("status").GetString());
        Assert.Equal("completed", ended.GetProperty("status").GetString());
        Assert.Equal("success", ended.GetProperty("conclusion").GetString());
        Assert.Equal(["build", "test"], jobs.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("name").GetString()));
        Assert.Equal(2, checks.GetProperty("total_count").GetInt32());
        Assert.All(checks.GetProperty("check_runs").EnumerateArray(), check => Assert.Equal("success", check.GetProperty("conclusion").GetString()));
    }

    [Fact]
    public async Task A_run_is_cancelled_once_and_started_again_when_it_has_ended()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        string run = await StartAsync(sandbox);

        using HttpResponseMessage tooSoon = await sandbox.SendAsync("POST", run + "/rerun");
        using HttpResponseMessage cancelled = await sandbox.SendAsync("POST", run + "/cancel");
        using HttpResponseMessage again = await sandbox.SendAsync("POST", run + "/cancel");
        JsonElement ended = await sandbox.CallAsync("GET", run);
        using HttpResponseMessage rerun = await sandbox.SendAsync("POST", run + "/rerun");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(12));
        JsonElement second = await sandbox.CallAsync("GET", run);

        Assert.Equal(HttpStatusCode.Forbidden, tooSoon.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal("cancelled", ended.GetProperty("conclusion").GetString());
        Assert.Equal(HttpStatusCode.Created, rerun.StatusCode);
        Assert.Equal(2, second.GetProperty("run_attempt").GetInt32());
        Assert.Equal("success", second.GetProperty("conclusion").GetString());
    }

    [Fact]
    public async Task A_workflow_that_cannot_be_dispatched_is_refused()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        using HttpResponseMessage nowhere = await sandbox.SendAsync("POST", $"{Actions}/workflows/ci.yml/dispatches", """{"ref":"nowhere"}""");
        using HttpResponseMessage unknown = await sandbox.SendAsync("POST", $"{Actions}/workflows/none.yml/dispatches", """{"ref":"main"}""");

        Assert.Equal("No ref found for: nowhere", await GitHubGitTests.MessageAsync(nowhere));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_pipeline_fails_on_demand()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        JsonElement happened = await sandbox.Server.InvokeAsync("failed-pipeline", default, TestContext.Current.CancellationToken);

        JsonElement runs = await sandbox.CallAsync("GET", $"{Actions}/runs?status=failure");
        JsonElement suites = await sandbox.CallAsync("GET", $"{RunningGitHub.Repo}/commits/main/check-suites");
        Assert.Equal(happened.GetProperty("run").GetInt64(), Assert.Single(runs.GetProperty("workflow_runs").EnumerateArray()).GetProperty("id").GetInt64());
        Assert.Equal("failure", suites.GetProperty("check_suites")[0].GetProperty("conclusion").GetString());
    }

    private static async Task<string> StartAsync(RunningGitHub sandbox)
    {
        JsonElement started = await sandbox.CallAsync("POST", $"{Actions}/workflows/ci.yml/dispatches", """{"ref":"main","return_run_details":true}""");
        return $"{Actions}/runs/{started.GetProperty("workflow_run_id").GetInt64()}";
    }
}
