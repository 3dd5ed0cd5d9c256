using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The payloads of pipelines and of their jobs.</summary>
/// <remarks>https://docs.gitlab.com/user/project/integrations/webhook_events/#pipeline-events</remarks>
internal static class PipelinePayload
{
    public static void Write(Utf8JsonWriter writer, Pipeline pipeline)
    {
        string status = pipeline.Status;
        writer.WriteStartObject();
        writer.WriteString("object_kind"u8, "pipeline");
        writer.WriteStartObject("object_attributes"u8);
        writer.WriteNumber("id"u8, pipeline.Id);
        writer.WriteNumber("iid"u8, pipeline.Iid);
        writer.WriteNull("name"u8);
        writer.WriteString("ref"u8, pipeline.Ref);
        writer.WriteBoolean("tag"u8, pipeline.IsTag);
        writer.WriteString("sha"u8, pipeline.Commit.Id);
        writer.WriteString("before_sha"u8, pipeline.Commit.Before);
        writer.WriteString("source"u8, pipeline.Source);
        writer.WriteString("status"u8, status);
        writer.WriteString("detailed_status"u8, status == JobStatus.Success ? "passed" : status);
        writer.WriteTexts("stages"u8, Pipeline.Stages);
        writer.WriteHookTime("created_at"u8, pipeline.CreatedAt);
        writer.WriteHookTime("finished_at"u8, pipeline.FinishedAt);
        writer.WriteSeconds("duration"u8, pipeline.StartedAt, pipeline.FinishedAt, isWhole: true);
        writer.WriteSeconds("queued_duration"u8, pipeline.CreatedAt, pipeline.StartedAt, isWhole: true);
        writer.WriteStartArray("variables"u8);
        foreach ((string key, string value) in pipeline.Variables)
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, key);
            writer.WriteString("value"u8, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("url"u8, pipeline.WebUrl);
        writer.WriteEndObject();
        writer.WriteNull("merge_request"u8);
        PayloadParts.WriteUser(writer, "user"u8, pipeline.User);
        PayloadParts.WriteProject(writer, pipeline.Project);
        writer.WritePropertyName("commit"u8);
        PayloadParts.WriteCommit(writer, pipeline.Project, pipeline.Commit);
        writer.WriteStartArray("builds"u8);
        foreach (Job job in pipeline.LatestJobs)
        {
            WriteBuild(writer, job);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteJob(Utf8JsonWriter writer, Job job)
    {
        Pipeline pipeline = job.Pipeline;
        writer.WriteStartObject();
        writer.WriteString("object_kind"u8, "build");
        writer.WriteString("ref"u8, pipeline.Ref);
        writer.WriteBoolean("tag"u8, pipeline.IsTag);
        writer.WriteString("before_sha"u8, pipeline.Commit.Before);
        writer.WriteString("sha"u8, pipeline.Commit.Id);
        writer.WriteNumber("build_id"u8, job.Id);
        writer.WriteString("build_name"u8, job.Name);
        writer.WriteString("build_stage"u8, job.Stage);
        writer.WriteString("build_status"u8, job.Status);
        writer.WriteHookTime("build_created_at"u8, job.CreatedAt);
        writer.WriteHookTime("build_started_at"u8, job.StartedAt);
        writer.WriteHookTime("build_finished_at"u8, job.FinishedAt);
        writer.WriteSeconds("build_duration"u8, job.StartedAt, job.FinishedAt);
        writer.WriteSeconds("build_queued_duration"u8, job.CreatedAt, job.StartedAt);
        writer.WriteBoolean("build_allow_failure"u8, job.IsManual);
        writer.WriteString("build_failure_reason"u8, job.FailureReason ?? "unknown_failure");
        writer.WriteNumber("retries_count"u8, pipeline.Jobs.Count(other => other.Name == job.Name && other.IsRetried));
        writer.WriteNumber("pipeline_id"u8, pipeline.Id);
        writer.WriteNull("runner"u8);
        writer.WriteNumber("project_id"u8, pipeline.Project.Id);
        writer.WriteString("project_name"u8, pipeline.Project.FullName);
        PayloadParts.WriteUser(writer, "user"u8, job.User);
        writer.WriteStartObject("commit"u8);
        writer.WriteNumber("id"u8, pipeline.Id);
        writer.WriteNull("name"u8);
        writer.WriteString("sha"u8, pipeline.Commit.Id);
        writer.WriteString("message"u8, pipeline.Commit.Message);
        writer.WriteString("author_name"u8, pipeline.Commit.Author.Name);
        writer.WriteString("author_email"u8, pipeline.Commit.Author.Email);
        writer.WriteString("status"u8, pipeline.Status);
        writer.WriteEndObject();
        PayloadParts.WriteRepository(writer, pipeline.Project);
        PayloadParts.WriteProject(writer, pipeline.Project);
        writer.WriteEndObject();
    }

    private static void WriteBuild(Utf8JsonWriter writer, Job job)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, job.Id);
        writer.WriteString("stage"u8, job.Stage);
        writer.WriteString("name"u8, job.Name);
        writer.WriteString("status"u8, job.Status);
        writer.WriteHookTime("created_at"u8, job.CreatedAt);
        writer.WriteHookTime("started_at"u8, job.StartedAt);
        writer.WriteHookTime("finished_at"u8, job.FinishedAt);
        writer.WriteSeconds("duration"u8, job.StartedAt, job.FinishedAt);
        writer.WriteSeconds("queued_duration"u8, job.CreatedAt, job.StartedAt);
        writer.WriteString("failure_reason"u8, job.FailureReason);
        writer.WriteString("when"u8, job.IsManual ? "manual" : "on_success");
        writer.WriteBoolean("manual"u8, job.IsManual);
        writer.WriteBoolean("allow_failure"u8, job.IsManual);
        PayloadParts.WriteUser(writer, "user"u8, job.User);
        writer.WriteNull("runner"u8);
        writer.WriteStartObject("artifacts_file"u8);
        writer.WriteNull("filename"u8);
        writer.WriteNull("size"u8);
        writer.WriteEndObject();
        writer.WriteNull("environment"u8);
        writer.WriteEndObject();
    }
}
