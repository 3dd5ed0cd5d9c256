using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Pipelines and jobs in answers.</summary>
internal static class PipelineJson
{
    /// <summary>The form of lists and of what points to a pipeline.</summary>
    public static void WriteBasic(Utf8JsonWriter writer, Pipeline pipeline)
    {
        writer.WriteStartObject();
        WriteBasicFields(writer, pipeline);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, Pipeline pipeline, bool withName = false)
    {
        string status = pipeline.Status;
        writer.WriteStartObject();
        WriteBasicFields(writer, pipeline);
        writer.WriteString("before_sha"u8, pipeline.Commit.Before);
        writer.WriteBoolean("tag"u8, pipeline.IsTag);
        writer.WriteNull("yaml_errors"u8);
        UserJson.Write(writer, "user"u8, pipeline.User, pipeline.Project.Origin);
        writer.WriteTime("started_at"u8, pipeline.StartedAt);
        writer.WriteTime("finished_at"u8, pipeline.FinishedAt);
        writer.WriteNull("committed_at"u8);
        writer.WriteSeconds("duration"u8, pipeline.StartedAt, pipeline.FinishedAt, isWhole: true);
        writer.WriteSeconds("queued_duration"u8, pipeline.CreatedAt, pipeline.StartedAt, isWhole: true);
        writer.WriteNull("coverage"u8);
        writer.WriteStartObject("detailed_status"u8);
        writer.WriteString("icon"u8, $"status_{status}");
        writer.WriteString("text"u8, status);
        writer.WriteString("label"u8, status);
        writer.WriteString("group"u8, status);
        writer.WriteString("tooltip"u8, status);
        writer.WriteBoolean("has_details"u8, true);
        writer.WriteString("details_path"u8, $"/{pipeline.Project.FullPath}/-/pipelines/{pipeline.Id}");
        writer.WriteNull("illustration"u8);
        writer.WriteString("favicon"u8, $"/assets/ci_favicons/favicon_status_{status}.png");
        writer.WriteEndObject();
        writer.WriteBoolean("archived"u8, false);
        if (withName)
        {
            writer.WriteNull("name"u8);
        }

        writer.WriteEndObject();
    }

    public static void WriteJob(Utf8JsonWriter writer, Job job) => WriteJob(writer, job, isWhole: true);

    /// <summary>A job without its artifacts and runner.</summary>
    public static void WriteJobBasic(Utf8JsonWriter writer, Job job) => WriteJob(writer, job, isWhole: false);

    private static void WriteJob(Utf8JsonWriter writer, Job job, bool isWhole)
    {
        Project project = job.Pipeline.Project;
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, job.Id);
        writer.WriteString("status"u8, job.Status);
        writer.WriteString("stage"u8, job.Stage);
        writer.WriteString("name"u8, job.Name);
        writer.WriteString("ref"u8, job.Pipeline.Ref);
        writer.WriteBoolean("tag"u8, job.Pipeline.IsTag);
        writer.WriteNull("coverage"u8);
        writer.WriteBoolean("allow_failure"u8, job.IsManual);
        writer.WriteTime("created_at"u8, job.CreatedAt);
        writer.WriteTime("started_at"u8, job.StartedAt);
        writer.WriteTime("finished_at"u8, job.FinishedAt);
        writer.WriteTime("erased_at"u8, job.ErasedAt);
        writer.WriteSeconds("duration"u8, job.StartedAt, job.FinishedAt);
        writer.WriteSeconds("queued_duration"u8, job.CreatedAt, job.StartedAt);
        UserJson.Write(writer, "user"u8, job.User, project.Origin);
        writer.WritePropertyName("commit"u8);
        RepositoryJson.WriteCommit(writer, project, job.Pipeline.Commit);
        writer.WritePropertyName("pipeline"u8);
        WriteBasic(writer, job.Pipeline);
        if (job.FailureReason is { } reason)
        {
            writer.WriteString("failure_reason"u8, reason);
        }

        writer.WriteString("web_url"u8, job.WebUrl);
        writer.WriteStartObject("project"u8);
        writer.WriteBoolean("ci_job_token_scope_enabled"u8, false);
        writer.WriteEndObject();
        if (isWhole)
        {
            writer.WriteTexts("artifacts"u8, []);
            writer.WriteNull("runner"u8);
            writer.WriteNull("runner_manager"u8);
            writer.WriteNull("artifacts_expire_at"u8);
            writer.WriteBoolean("archived"u8, false);
            writer.WriteTexts("tag_list"u8, []);
        }

        writer.WriteEndObject();
    }

    private static void WriteBasicFields(Utf8JsonWriter writer, Pipeline pipeline)
    {
        writer.WriteNumber("id"u8, pipeline.Id);
        writer.WriteNumber("iid"u8, pipeline.Iid);
        writer.WriteNumber("project_id"u8, pipeline.Project.Id);
        writer.WriteString("sha"u8, pipeline.Commit.Id);
        writer.WriteString("ref"u8, pipeline.Ref);
        writer.WriteString("status"u8, pipeline.Status);
        writer.WriteString("source"u8, pipeline.Source);
        writer.WriteTime("created_at"u8, pipeline.CreatedAt);
        writer.WriteTime("updated_at"u8, pipeline.UpdatedAt);
        writer.WriteString("web_url"u8, pipeline.WebUrl);
    }
}
