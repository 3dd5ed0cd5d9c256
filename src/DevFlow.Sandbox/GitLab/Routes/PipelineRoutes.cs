using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Pipelines.</summary>
internal sealed class PipelineRoutes(GitLabState state, GitLabEvents events, Runner runner)
{
    private const string Pipelines = "/api/v4/projects/{id}/pipelines";
    private const string Pipeline = Pipelines + "/{pipeline_id}";

    private const string Statuses =
        "created|waiting_for_resource|preparing|waiting_for_callback|pending|running|success|failed|canceling|canceled|skipped|manual|scheduled";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", Pipelines, List)
        {
            Access = AccessLevel.Reporter,
            Parameters = $"scope:running|pending|finished|branches|tags status:{Statuses} ref sha username source name yaml_errors:flag "
                + "updated_before:date updated_after:date created_before:date created_after:date order_by:id|status|ref|updated_at|user_id sort:asc|desc",
        },
        new("GET", Pipelines + "/latest", GetLatest) { Access = AccessLevel.Reporter, Parameters = "ref" },
        new("GET", Pipeline, call => With(call, pipeline => Show(pipeline, StatusCodes.Status200OK))) { Access = AccessLevel.Reporter },
        new("DELETE", Pipeline, call => With(call, pipeline => Delete(call, pipeline))) { Access = AccessLevel.Owner },
        new("GET", Pipeline + "/jobs", call => With(call, pipeline => ListJobs(call, pipeline)))
        {
            Access = AccessLevel.Reporter, Parameters = "include_retried:flag scope:texts",
        },
        new("POST", "/api/v4/projects/{id}/pipeline", Create)
        {
            Access = AccessLevel.Developer, Limit = LimitSettings.Pipelines, Parameters = "ref! variables:objects inputs:object",
        },
        new("POST", Pipeline + "/retry", call => With(call, pipeline => Retry(call, pipeline))) { Access = AccessLevel.Developer },
        new("POST", Pipeline + "/cancel", call => With(call, pipeline => Cancel(call, pipeline))) { Access = AccessLevel.Developer },
    ];

    private static Answer With(GitLabCall call, Func<Pipeline, Answer> handle) =>
        call.FindPipeline() is { } pipeline ? handle(pipeline) : GitLabProblem.NotFound();

    private static Answer List(GitLabCall call)
    {
        Fields fields = call.Fields;
        string? status = fields.Text("status") is { Length: > 0 } asked ? asked : null;
        string? reference = fields.Text("ref");
        string? sha = fields.Text("sha");
        string? source = fields.Text("source");
        string? username = fields.Text("username");
        string? scope = fields.Text("scope");
        DateTimeOffset? updatedAfter = fields.Moment("updated_after");
        DateTimeOffset? updatedBefore = fields.Moment("updated_before");
        IEnumerable<Pipeline> found = call.Project.Pipelines.Where(pipeline =>
            (status is null || pipeline.Status == status)
            && (reference is null || pipeline.Ref == reference)
            && (sha is null || pipeline.Commit.Id == sha)
            && (source is null || pipeline.Source == source)
            && (username is null || pipeline.User.Username == username)
            && !(pipeline.UpdatedAt < updatedAfter) && !(pipeline.UpdatedAt > updatedBefore)
            && scope switch
            {
                "running" or "pending" => pipeline.Status == scope,
                "finished" => JobStatus.IsFinished(pipeline.Status),
                "tags" => pipeline.IsTag,
                "branches" => !pipeline.IsTag,
                _ => true,
            });
        found = fields.Text("order_by") switch
        {
            "status" => found.OrderBy(pipeline => pipeline.Status, StringComparer.Ordinal),
            "ref" => found.OrderBy(pipeline => pipeline.Ref, StringComparer.Ordinal),
            "updated_at" => found.OrderBy(pipeline => pipeline.UpdatedAt),
            "user_id" => found.OrderBy(pipeline => pipeline.User.Id),
            _ => found,
        };
        Pipeline[] pipelines = [.. fields.Text("sort") is "asc" ? found : found.Reverse()];
        return Paging.Show(call, pipelines, PipelineJson.WriteBasic);
    }

    private static Answer GetLatest(GitLabCall call)
    {
        string reference = call.Fields.Text("ref") is { Length: > 0 } asked ? asked : call.Project.DefaultBranch;
        return call.Project.Pipelines.FindLast(pipeline => pipeline.Ref == reference) is { } latest
            ? Show(latest, StatusCodes.Status200OK)
            : GitLabProblem.Message(StatusCodes.Status403Forbidden, "403 Forbidden");
    }

    private static Answer Show(Pipeline pipeline, int status) =>
        Answer.Json(status, writer => PipelineJson.Write(writer, pipeline, withName: status == StatusCodes.Status200OK));

    private static Answer Delete(GitLabCall call, Pipeline pipeline)
    {
        call.Project.Pipelines.Remove(pipeline);
        return GitLabCall.NoContent();
    }

    private static Answer ListJobs(GitLabCall call, Pipeline pipeline)
    {
        IReadOnlyList<string>? scope = call.Fields.Texts("scope");
        Job[] jobs = [.. (call.Fields.Flag("include_retried") == true ? pipeline.Jobs : pipeline.LatestJobs)
            .Where(job => scope is null || scope.Contains(job.Status, StringComparer.Ordinal))
            .OrderByDescending(job => job.Id)];
        return Paging.Show(call, jobs, PipelineJson.WriteJob);
    }

    private Answer Create(GitLabCall call)
    {
        string reference = call.Fields.Text("ref") ?? "";
        Project project = call.Project;
        if (!project.Branches.ContainsKey(reference) && !project.Tags.ContainsKey(reference))
        {
            return GitLabProblem.Invalid("base", "Reference not found");
        }

        Pipeline pipeline = state.AddPipeline(
            project, reference, project.Resolve(reference)!, "api", call.User, [.. ReadVariables(call.Fields)]);
        events.PipelineChanged(pipeline, [], call.Exchange.Answered);
        runner.Drive(pipeline);
        return Show(pipeline, StatusCodes.Status201Created);
    }

    private Answer Retry(GitLabCall call, Pipeline pipeline)
    {
        List<Job> retried = [.. pipeline.LatestJobs.Where(job => job.Status is JobStatus.Failed or JobStatus.Canceled)];
        List<Job> changed = retried.ConvertAll(job => state.RetryJob(job, call.User));
        if (changed.Count > 0)
        {
            events.PipelineChanged(pipeline, changed, call.Exchange.Answered);
            runner.Drive(pipeline);
        }

        return Show(pipeline, StatusCodes.Status201Created);
    }

    private Answer Cancel(GitLabCall call, Pipeline pipeline)
    {
        IReadOnlyList<Job> changed = pipeline.Cancel(call.Now);
        if (changed.Count > 0)
        {
            events.PipelineChanged(pipeline, changed, call.Exchange.Answered);
        }

        return Show(pipeline, StatusCodes.Status201Created);
    }

    private static IEnumerable<(string Key, string Value)> ReadVariables(Fields fields)
    {
        if (fields.Raw("variables") is not { ValueKind: JsonValueKind.Array } array)
        {
            yield break;
        }

        foreach (Fields variable in array.EnumerateArray().Select(Fields.Of))
        {
            if (variable.Text("key") is { Length: > 0 } key)
            {
                yield return (key, variable.Text("value") ?? "");
            }
        }
    }
}
