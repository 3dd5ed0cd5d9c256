using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Check suites. Only GitHub Apps make them; everybody reads them.</summary>
internal sealed class CheckSuiteRoutes(SandboxClock clock)
{
    private const string Page = "checks/suites#";

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Write("POST", "/check-suites", "checks", $"{Page}create-a-check-suite", CreateAsync) with { Callers = Callers.Installation },
        RepositoryRoute.Read("/check-suites/{check_suite_id}", "checks", $"{Page}get-a-check-suite", GetAsync),
        RepositoryRoute.Read("/commits/{ref}/check-suites", "checks", $"{Page}list-check-suites-for-a-git-reference", ListAsync),
    ];

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Checks.FindSuite(call.Number("check_suite_id")) is not { } suite
            ? call.NotFound()
            : call.Show(writer => CheckSuiteJson.Write(writer, call.Repository, suite, call.Links)));

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        CommitRoutes.Find(call, call["ref"], out Answer? refusal) is not { } commit
            ? refusal!
            : call.ShowCounted(
                $"/commits/{call["ref"]}/check-suites",
                "check_suites",
                call.Repository.Checks.ListSuites(commit.Sha),
                (writer, suite) => CheckSuiteJson.Write(writer, call.Repository, suite, call.Links)));

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string? sha = body.Text("head_sha", required: true);
            body.Check("CheckSuite");
            GitCommit commit = call.Repository.Git.FindCommit(sha!) ?? throw GitHubRefusal.Unprocessable($"No commit found for SHA: {sha}");
            CheckSuite suite = call.Repository.Checks.OpenSuite(commit, null, call.CheckApp(), call.Act(clock), out bool isNew);
            return Answer.Json(
                isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, writer => CheckSuiteJson.Write(writer, call.Repository, suite, call.Links));
        },
        cancellationToken);
}
