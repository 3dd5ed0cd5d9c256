using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema job.</summary>
internal static class JobJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, WorkflowRun run, WorkflowJob job, Links links)
    {
        bool hasRunner = job.StartedAt is not null;
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, job.Id);
        writer.WriteNumber("run_id"u8, run.Id);
        writer.WriteString("workflow_name"u8, run.Workflow.Name);
        writer.WriteString("head_branch"u8, run.Branch);
        writer.WriteAddress("run_url"u8, links.Api, RunJson.PathOf(repository, run));
        writer.WriteNumber("run_attempt"u8, job.Attempt);
        writer.WriteString("node_id"u8, job.NodeId);
        writer.WriteString("head_sha"u8, run.Head.Sha);
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, string.Create(CultureInfo.InvariantCulture, $"/actions/jobs/{job.Id}"));
        writer.WriteAddress("html_url"u8, links.Html, RunJson.HtmlPathOf(repository, run), string.Create(CultureInfo.InvariantCulture, $"/job/{job.Id}"));
        writer.WriteString("status"u8, job.Status);
        writer.WriteString("conclusion"u8, job.Conclusion);
        writer.WriteMoment("created_at"u8, job.CreatedAt);

        // A moment even before the job starts: GitHub then shows when it was queued.
        writer.WriteMoment("started_at"u8, job.StartedAt ?? job.CreatedAt);
        writer.WriteMoment("completed_at"u8, job.CompletedAt);
        writer.WriteString("name"u8, job.Name);
        writer.WriteStartArray("steps"u8);
        if (hasRunner)
        {
            WriteStep(writer, job);
        }

        writer.WriteEndArray();
        writer.WriteAddress("check_run_url"u8, links.Api, repository.ApiPath, string.Create(CultureInfo.InvariantCulture, $"/check-runs/{job.CheckRunId}"));
        writer.WriteStartArray("labels"u8);
        writer.WriteStringValue("ubuntu-latest"u8);
        writer.WriteEndArray();
        WriteRunner(writer, hasRunner);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, WorkflowRun run, WorkflowJob job, Links links)
    {
        writer.WritePropertyName(name);
        Write(writer, repository, run, job, links);
    }

    private static void WriteStep(Utf8JsonWriter writer, WorkflowJob job)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, "Run " + job.Name);
        writer.WriteString("status"u8, job.Status);
        writer.WriteString("conclusion"u8, job.Conclusion);
        writer.WriteNumber("number"u8, 1);
        writer.WriteMoment("started_at"u8, job.StartedAt);
        writer.WriteMoment("completed_at"u8, job.CompletedAt);
        writer.WriteEndObject();
    }

    private static void WriteRunner(Utf8JsonWriter writer, bool hasRunner)
    {
        if (hasRunner)
        {
            writer.WriteNumber("runner_id"u8, 1);
            writer.WriteString("runner_name"u8, "Sandbox runner"u8);
            writer.WriteNumber("runner_group_id"u8, 1);
            writer.WriteString("runner_group_name"u8, "Default"u8);
            return;
        }

        writer.WriteNull("runner_id"u8);
        writer.WriteNull("runner_name"u8);
        writer.WriteNull("runner_group_id"u8);
        writer.WriteNull("runner_group_name"u8);
    }
}
