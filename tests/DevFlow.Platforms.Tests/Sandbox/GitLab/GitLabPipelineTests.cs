using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitLab;

public sealed class GitLabPipelineTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_pipeline_runs_stage_by_stage_and_waits_for_nobody_at_the_manual_job()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        string path = await CreateAsync(sandbox);
        List<string> seen = [await StatusAsync(sandbox, path)];

        for (int i = 0; i < 4; i++)
        {
            seen.Add(await StepAsync(sandbox, path, seen.Count));
        }

        JsonElement jobs = await sandbox.CallAsync("GET", path + "/jobs");
        Assert.Equal(["pending", "running", "running", "running", "success"], seen);
        Assert.Equal(["manual", "success", "success"], jobs.EnumerateArray().Select(job => job.GetProperty("status").GetString()));
        Assert.Equal(6, (await sandbox.CallAsync("GET", path)).GetProperty("duration").GetInt32());
    }

    [Fact]
    public async Task A_variable_makes_a_job_fail_and_a_retry_makes_it_good()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        string path = await CreateAsync(sandbox, """{"ref":"main","variables":[{"key":"DEVFLOW_FAIL","value":"build"}]}""");
        await StepAsync(sandbox, path, 1);
        await StepAsync(sandbox, path, 2);
        await WaitAsync(sandbox, path, "failed");
        JsonElement failed = (await sandbox.CallAsync("GET", path + "/jobs?scope=failed"))[0];
        string job = $"jobs/{failed.GetProperty("id").GetInt64()}";
        using HttpResponseMessage trace = await sandbox.SendAsync("GET", job + "/trace");

        JsonElement retried = await sandbox.CallAsync("POST", path + "/retry", null, 201);
        await WaitAsync(sandbox, path, "success");

        Assert.Equal("script_failure", failed.GetProperty("failure_reason").GetString());
        Assert.Contains("ERROR: Job failed: exit code 1", await trace.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("pending", retried.GetProperty("status").GetString());
        Assert.Equal(4, (await sandbox.CallAsync("GET", path + "/jobs?include_retried=true")).GetArrayLength());
        await sandbox.CallAsync("POST", job + "/retry", null, 403);
    }

    [Fact]
    public async Task A_canceled_pipeline_stays_so()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        string path = await CreateAsync(sandbox);

        JsonElement canceled = await sandbox.CallAsync("POST", path + "/cancel", null, 201);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("canceled", canceled.GetProperty("status").GetString());
        Assert.Equal("canceled", await StatusAsync(sandbox, path));
    }

    [Fact]
    public async Task A_manual_job_is_played_once()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        JsonElement job = (await sandbox.CallAsync("GET", "jobs?scope=manual"))[0];
        string path = $"jobs/{job.GetProperty("id").GetInt64()}";

        JsonElement played = await sandbox.CallAsync("POST", path + "/play", null, 200);
        JsonElement again = await sandbox.CallAsync("POST", path + "/play", null, 400);

        Assert.Equal("pending", played.GetProperty("status").GetString());
        Assert.Equal("400 Bad request - Unplayable Job", again.GetProperty("message").GetString());
    }

    [Fact]
    public async Task What_still_runs_can_be_canceled_and_neither_retried_nor_erased()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        string pipeline = await CreateAsync(sandbox);
        string job = $"jobs/{(await sandbox.CallAsync("GET", pipeline + "/jobs?scope=pending"))[0].GetProperty("id").GetInt64()}";

        await sandbox.CallAsync("POST", job + "/retry", null, 403);
        await sandbox.CallAsync("POST", job + "/erase", null, 403);
        JsonElement canceled = await sandbox.CallAsync("POST", job + "/cancel", null, 201);
        JsonElement erased = await sandbox.CallAsync("POST", job + "/erase", null, 201);

        Assert.Equal("canceled", canceled.GetProperty("status").GetString());
        Assert.NotEqual(JsonValueKind.Null, erased.GetProperty("erased_at").ValueKind);
    }

    private static async Task<string> CreateAsync(RunningGitLab sandbox, string body = """{"ref":"main"}""") =>
        $"pipelines/{(await sandbox.CallAsync("POST", "pipeline", body, 201)).GetProperty("id").GetInt64()}";

    private static async Task<string> StatusAsync(RunningGitLab sandbox, string path) =>
        (await sandbox.CallAsync("GET", path)).GetProperty("status").GetString()!;

    // The runner works on another thread: the step is over when the pipeline says that it was updated.
    private static async Task<string> StepAsync(RunningGitLab sandbox, string path, int steps)
    {
        string expected = $"2026-03-01T10:00:{12 + (2 * steps)}.500Z";
        sandbox.Clock.Advance(Step);
        while (true)
        {
            JsonElement pipeline = await sandbox.CallAsync("GET", path);
            if (pipeline.GetProperty("updated_at").GetString() == expected)
            {
                return pipeline.GetProperty("status").GetString()!;
            }

            await Task.Yield();
        }
    }

    private static async Task WaitAsync(RunningGitLab sandbox, string path, string status)
    {
        while (await StatusAsync(sandbox, path) != status)
        {
            sandbox.Clock.Advance(Step);
        }
    }
}
