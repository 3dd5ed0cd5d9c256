using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Runs of workflows, and their jobs.</summary>
internal sealed class RunRoutes(SandboxClock clock)
{
    private const string Page = "actions/workflow-runs#";
    private const string JobPage = "actions/workflow-jobs#";
    private const string Path = "/actions/runs/{run_id}";

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/actions/runs", "actions", $"{Page}list-workflow-runs-for-a-repository", ListAsync),
        RepositoryRoute.Read("/actions/workflows/{workflow_id}/runs", "actions", $"{Page}list-workflow-runs-for-a-workflow", ListForWorkflowAsync),
        RepositoryRoute.Read(Path, "actions", $"{Page}get-a-workflow-run", GetAsync),
        RepositoryRoute.Write("POST", Path + "/cancel", "actions", $"{Page}cancel-a-workflow-run", CancelAsync),
        RepositoryRoute.Write("POST", Path + "/rerun", "actions", $"{Page}re-run-a-workflow", RerunAsync),
        RepositoryRoute.Write("POST", Path + "/rerun-failed-jobs", "actions", $"{Page}re-run-failed-jobs-from-a-workflow-run", RerunAsync),
        RepositoryRoute.Read(Path + "/jobs", "actions", $"{JobPage}list-jobs-for-a-workflow-run", ListJobsAsync),
        RepositoryRoute.Read("/actions/jobs/{job_id}", "actions", $"{JobPage}get-a-job-for-a-workflow-run", GetJobAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) => new(ShowList(call, "/actions/runs", null));

    private static ValueTask<Answer> ListForWorkflowAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Workflows.Find(call["workflow_id"]) is not { } workflow
            ? call.NotFound()
            : ShowList(call, $"/actions/workflows/{workflow.Id}/runs", workflow));

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        Find(call) is not { } run ? call.NotFound() : call.Show(writer => RunJson.Write(writer, call.Repository, run, call.Links)));

    private ValueTask<Answer> CancelAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(() =>
    {
        call.Repository.Workflows.Cancel(call.Number("run_id"), call.Act(clock));
        return Nothing(StatusCodes.Status202Accepted);
    });

    private ValueTask<Answer> RerunAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            body.Flag("enable_debug_logging");
            body.Check("WorkflowRun");
            call.Repository.Workflows.Rerun(call.Number("run_id"), call.Act(clock));
            return Nothing(StatusCodes.Status201Created);
        },
        cancellationToken,
        isOptional: true);

    private static ValueTask<Answer> ListJobsAsync(GitHubCall call, CancellationToken cancellationToken) => new(Find(call) is not { } run
        ? call.NotFound()
        : call.ShowCounted(
            $"/actions/runs/{run.Id}/jobs",
            "jobs",
            [.. call.Query["filter"] == "all" ? run.Jobs : run.LatestJobs],
            (writer, job) => JobJson.Write(writer, call.Repository, run, job, call.Links)));

    private static ValueTask<Answer> GetJobAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Workflows.FindJob(call.Number("job_id")) is not var (run, job)
            ? call.NotFound()
            : call.Show(writer => JobJson.Write(writer, call.Repository, run, job, call.Links)));

    private static WorkflowRun? Find(GitHubCall call) => call.Repository.Workflows.FindRun(call.Number("run_id"));

    // The schema empty-object.
    private static Answer Nothing(int status) => Answer.Json(status, static writer =>
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    });

    private static Answer ShowList(GitHubCall call, string path, Workflow? workflow)
    {
        Fields query = Fields.Of(call.Query);
        string? actor = query.Text("actor");
        string? branch = query.Text("branch");
        string? name = query.Text("event");
        string? status = query.Text("status");
        string? sha = query.Text("head_sha");
        long? suite = query.Number("check_suite_id");
        IReadOnlyList<WorkflowRun> runs = call.Repository.Workflows.ListRuns(run =>
            (workflow is null || run.Workflow == workflow)
            && (actor is null || run.Actor.Login.Equals(actor, StringComparison.OrdinalIgnoreCase))
            && (branch is null || run.Branch == branch)
            && (name is null || run.Event == name)
            && (status is null || run.Status == status || run.Conclusion == status)
            && (sha is null || run.Head.Sha == sha)
            && (suite is null || run.SuiteId == suite));
        return call.ShowCounted(path, "workflow_runs", runs, (writer, run) => RunJson.Write(writer, call.Repository, run, call.Links));
    }
}
