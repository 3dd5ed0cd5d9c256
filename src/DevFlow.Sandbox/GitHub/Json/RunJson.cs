using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema workflow-run.</summary>
internal static class RunJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, WorkflowRun run, Links links)
    {
        string path = PathOf(repository, run);
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, run.Id);
        writer.WriteString("name"u8, run.Workflow.Name);
        writer.WriteString("node_id"u8, run.NodeId);
        writer.WriteString("head_branch"u8, run.Branch);
        writer.WriteString("head_sha"u8, run.Head.Sha);
        writer.WriteString("path"u8, run.Workflow.Path);
        writer.WriteString("display_title"u8, run.Event == "workflow_dispatch" ? run.Workflow.Name : run.Head.Title);
        writer.WriteNumber("run_number"u8, run.Number);
        writer.WriteString("event"u8, run.Event);
        writer.WriteString("status"u8, run.Status);
        writer.WriteString("conclusion"u8, run.Conclusion);
        writer.WriteNumber("workflow_id"u8, run.Workflow.Id);
        writer.WriteNumber("check_suite_id"u8, run.SuiteId);
        writer.WriteString("check_suite_node_id"u8, NodeId.Create("CheckSuite", run.SuiteId));
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteAddress("html_url"u8, links.Html, HtmlPathOf(repository, run));
        PullJson.WriteMinimal(writer, repository, run.Head.Sha, links);
        writer.WriteMoment("created_at"u8, run.CreatedAt);
        writer.WriteMoment("updated_at"u8, run.UpdatedAt);
        AccountJson.Write(writer, "actor"u8, run.Actor, links);
        writer.WriteNumber("run_attempt"u8, run.Attempt);
        writer.WriteStartArray("referenced_workflows"u8);
        writer.WriteEndArray();
        writer.WriteMoment("run_started_at"u8, run.StartedAt);
        AccountJson.Write(writer, "triggering_actor"u8, run.TriggeringActor, links);
        writer.WriteAddress("jobs_url"u8, links.Api, path, "/jobs");
        writer.WriteAddress("logs_url"u8, links.Api, path, "/logs");
        writer.WriteAddress("check_suite_url"u8, links.Api, repository.ApiPath, string.Create(CultureInfo.InvariantCulture, $"/check-suites/{run.SuiteId}"));
        writer.WriteAddress("artifacts_url"u8, links.Api, path, "/artifacts");
        writer.WriteAddress("cancel_url"u8, links.Api, path, "/cancel");
        writer.WriteAddress("rerun_url"u8, links.Api, path, "/rerun");
        WritePrevious(writer, path, run, links);
        writer.WriteAddress("workflow_url"u8, links.Api, repository.ApiPath, WorkflowJson.PathOf(run.Workflow));
        CommitJson.WriteSimple(writer, "head_commit"u8, run.Head);
        RepositoryJson.WriteMinimal(writer, "repository"u8, repository, links);
        RepositoryJson.WriteMinimal(writer, "head_repository"u8, repository, links);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, WorkflowRun run, Links links)
    {
        writer.WritePropertyName(name);
        Write(writer, repository, run, links);
    }

    public static string PathOf(Repository repository, WorkflowRun run) => string.Create(CultureInfo.InvariantCulture, $"{repository.ApiPath}/actions/runs/{run.Id}");

    public static string HtmlPathOf(Repository repository, WorkflowRun run) => string.Create(CultureInfo.InvariantCulture, $"{repository.HtmlPath}/actions/runs/{run.Id}");

    private static void WritePrevious(Utf8JsonWriter writer, string path, WorkflowRun run, Links links)
    {
        if (run.Attempt == 1)
        {
            writer.WriteNull("previous_attempt_url"u8);
        }
        else
        {
            writer.WriteAddress("previous_attempt_url"u8, links.Api, path, string.Create(CultureInfo.InvariantCulture, $"/attempts/{run.Attempt - 1}"));
        }
    }
}
