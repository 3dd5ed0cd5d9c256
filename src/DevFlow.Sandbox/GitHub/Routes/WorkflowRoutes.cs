using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Workflows of a repository.</summary>
internal sealed class WorkflowRoutes(SandboxClock clock)
{
    private const string Page = "actions/workflows#";
    private const string Trigger = "workflow_dispatch";

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/actions/workflows", "actions", $"{Page}list-repository-workflows", ListAsync),
        RepositoryRoute.Read("/actions/workflows/{workflow_id}", "actions", $"{Page}get-a-workflow", GetAsync),
        RepositoryRoute.Write("POST", "/actions/workflows/{workflow_id}/dispatches", "actions", $"{Page}create-a-workflow-dispatch-event", DispatchAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) => new(call.ShowCounted(
        "/actions/workflows", "workflows", call.Repository.Workflows.List(), (writer, workflow) => WorkflowJson.Write(writer, call.Repository, workflow, call.Links)));

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Workflows.Find(call["workflow_id"]) is not { } workflow
            ? call.NotFound()
            : call.Show(writer => WorkflowJson.Write(writer, call.Repository, workflow, call.Links)));

    private ValueTask<Answer> DispatchAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            Repository repository = call.Repository;
            Workflow workflow = repository.Workflows.Find(call["workflow_id"]) ?? throw GitHubRefusal.NotFound();
            string? name = body.Text("ref", required: true);
            JsonElement? inputs = body.Inner("inputs")?.Body;
            bool wantsRun = body.Flag("return_run_details") ?? false;
            body.Check("WorkflowDispatch");
            string branch = name!.StartsWith(GitStore.Heads, StringComparison.Ordinal) ? name[GitStore.Heads.Length..] : name;
            GitCommit commit = repository.Git.Resolve(branch) ?? throw GitHubRefusal.Unprocessable($"No ref found for: {name}");
            if (!workflow.Events.Contains(Trigger, StringComparer.Ordinal))
            {
                throw GitHubRefusal.Unprocessable("Workflow does not have 'workflow_dispatch' trigger");
            }

            Act act = call.Act(clock);
            Tell(repository, workflow, branch, inputs, act);
            WorkflowRun run = repository.Workflows.Start(workflow, Trigger, branch, commit, act);
            return wantsRun ? ShowRun(call, run) : Answer.Empty(StatusCodes.Status204NoContent);
        },
        cancellationToken);

    private static void Tell(Repository repository, Workflow workflow, string branch, JsonElement? inputs, Act act) =>
        repository.Tell(Trigger, null, act, (writer, _) =>
        {
            writer.WritePropertyName("inputs"u8);
            if (inputs is { } given)
            {
                given.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WriteString("ref"u8, GitStore.Heads + branch);
            writer.WriteString("workflow"u8, workflow.Path);
        });

    private static Answer ShowRun(GitHubCall call, WorkflowRun run) => call.Show(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("workflow_run_id"u8, run.Id);
        writer.WriteAddress("run_url"u8, call.Links.Api, RunJson.PathOf(call.Repository, run));
        writer.WriteAddress("html_url"u8, call.Links.Html, RunJson.HtmlPathOf(call.Repository, run));
        writer.WriteEndObject();
    });
}
