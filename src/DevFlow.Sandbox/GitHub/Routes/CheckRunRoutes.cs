using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Check runs. Only GitHub Apps make them; everybody reads them.</summary>
internal sealed class CheckRunRoutes(SandboxClock clock)
{
    private const string Page = "checks/runs#";
    private const string Resource = "CheckRun";

    private static readonly string[] Conclusions = ["action_required", "cancelled", "failure", "neutral", "success", "skipped", "stale", "timed_out"];

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Write("POST", "/check-runs", "checks", $"{Page}create-a-check-run", CreateAsync) with { Callers = Callers.Installation },
        RepositoryRoute.Read("/check-runs/{check_run_id}", "checks", $"{Page}get-a-check-run", GetAsync),
        RepositoryRoute.Write("PATCH", "/check-runs/{check_run_id}", "checks", $"{Page}update-a-check-run", ChangeAsync) with { Callers = Callers.Installation },
        RepositoryRoute.Read("/commits/{ref}/check-runs", "checks", $"{Page}list-check-runs-for-a-git-reference", ListForRefAsync),
        RepositoryRoute.Read("/check-suites/{check_suite_id}/check-runs", "checks", $"{Page}list-check-runs-in-a-check-suite", ListForSuiteAsync),
    ];

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Checks.FindRun(call.Number("check_run_id")) is not { } run ? call.NotFound() : Show(call, run));

    private static ValueTask<Answer> ListForRefAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        CommitRoutes.Find(call, call["ref"], out Answer? refusal) is not { } commit
            ? refusal!
            : ShowList(call, $"/commits/{call["ref"]}/check-runs", run => run.HeadSha == commit.Sha));

    private static ValueTask<Answer> ListForSuiteAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Checks.FindSuite(call.Number("check_suite_id")) is not { } suite
            ? call.NotFound()
            : ShowList(call, $"/check-suites/{suite.Id}/check-runs", run => run.SuiteId == suite.Id));

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            Act act = call.Act(clock);
            string? name = body.Text("name", required: true);
            string? sha = body.Text("head_sha", required: true);
            CheckApp? app = call.CheckApp();
            CheckRun template = Read(body, new(0, 0, sha ?? "", app) { Name = name ?? "" }, act);
            GitCommit commit = call.Repository.Git.FindCommit(sha!) ?? throw GitHubRefusal.Unprocessable($"No commit found for SHA: {sha}");
            CheckRun run = call.Repository.Checks.Add(commit, null, app, (id, suite) => template with { Id = id, SuiteId = suite }, act);
            return call.ShowNew($"{call.Repository.ApiPath}/check-runs/{run.Id}", writer => CheckRunJson.Write(writer, call.Repository, run, call.Links));
        },
        cancellationToken);

    private ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            Act act = call.Act(clock);
            CheckRun run = call.Repository.Checks.Change(
                call.Number("check_run_id"), before => Read(body, before with { Name = body.Text("name") ?? before.Name }, act), act);
            return Show(call, run);
        },
        cancellationToken,
        isOptional: true);

    // A conclusion, or the moment of completion, completes the run.
    private static CheckRun Read(Fields body, CheckRun before, Act act)
    {
        string? status = body.OneOf("status", "queued", "in_progress", "completed", "waiting", "requested", "pending");
        string? conclusion = body.OneOf("conclusion", Conclusions);
        DateTimeOffset? completedAt = body.Moment("completed_at");
        Fields? output = body.Inner("output");
        bool isCompleted = conclusion is not null || completedAt is not null || status == "completed";
        CheckRun after = before with
        {
            ExternalId = body.Text("external_id") ?? before.ExternalId,
            DetailsUrl = body.Text("details_url") ?? before.DetailsUrl,
            Status = isCompleted ? "completed" : status ?? before.Status,
            Conclusion = isCompleted ? conclusion ?? before.Conclusion : before.Conclusion,
            StartedAt = body.Moment("started_at") ?? before.StartedAt ?? act.At,
            CompletedAt = isCompleted ? completedAt ?? act.At : before.CompletedAt,
            Title = output?.Text("title") ?? before.Title,
            Summary = output is null ? before.Summary : output.Text("summary", required: true),
            Text = output?.Text("text") ?? before.Text,
            Annotations = output?.Raw("annotations") is { ValueKind: System.Text.Json.JsonValueKind.Array } list ? before.Annotations + list.GetArrayLength() : before.Annotations,
        };
        if (isCompleted && after.Conclusion is null)
        {
            body.Refuse("conclusion", FieldProblemKind.Missing, "string");
        }

        body.Check(Resource);
        return after;
    }

    private static Answer Show(GitHubCall call, CheckRun run) => call.Show(writer => CheckRunJson.Write(writer, call.Repository, run, call.Links));

    private static Answer ShowList(GitHubCall call, string path, Func<CheckRun, bool> match)
    {
        string? name = call.Query["check_name"];
        string? status = call.Query["status"];
        IReadOnlyList<CheckRun> runs = call.Repository.Checks.ListRuns(run =>
            match(run) && (string.IsNullOrEmpty(name) || run.Name == name) && (string.IsNullOrEmpty(status) || run.Status == status));
        return call.ShowCounted(path, "check_runs", runs, (writer, run) => CheckRunJson.Write(writer, call.Repository, run, call.Links));
    }
}
