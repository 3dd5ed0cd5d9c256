using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Jobs.</summary>
internal sealed class JobRoutes(GitLabState state, GitLabEvents events, Runner runner)
{
    private const string Jobs = "/api/v4/projects/{id}/jobs";
    private const string Job = Jobs + "/{job_id}";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", Jobs, List) { Access = AccessLevel.Reporter, Limit = LimitSettings.ProjectJobs, Parameters = "scope:texts ref" },
        new("GET", Job, call => With(call, job => Show(job, StatusCodes.Status200OK))) { Access = AccessLevel.Reporter },
        new("GET", Job + "/trace", call => With(call, job => Answer.Text(StatusCodes.Status200OK, "text/plain", job.Trace))) { Access = AccessLevel.Reporter },
        new("POST", Job + "/retry", call => With(call, job => Retry(call, job))) { Access = AccessLevel.Developer, Parameters = "inputs:object" },
        new("POST", Job + "/cancel", call => With(call, job => Cancel(call, job))) { Access = AccessLevel.Developer, Parameters = "force:flag" },
        new("POST", Job + "/play", call => With(call, job => Play(call, job)))
        {
            Access = AccessLevel.Developer, Parameters = "job_variables_attributes:objects",
        },
        new("POST", Job + "/erase", call => With(call, job => Erase(call, job))) { Access = AccessLevel.Developer },
        new("GET", "/api/v4/job", GetCurrent) { AcceptsJobToken = true, Scopes = [] },
    ];

    private static Answer With(GitLabCall call, Func<Job, Answer> handle) => call.FindJob() is { } job ? handle(job) : GitLabProblem.NotFound();

    private static Answer Show(Job job, int status) => Answer.Json(status, writer => PipelineJson.WriteJob(writer, job));

    private static Answer List(GitLabCall call)
    {
        IReadOnlyList<string>? scope = call.Fields.Texts("scope");
        string? reference = call.Fields.Text("ref");
        Job[] found = [.. call.Project.Jobs
            .Where(job => !job.IsRetried
                && (scope is null || scope.Contains(job.Status, StringComparer.Ordinal))
                && (reference is null || job.Pipeline.Ref == reference))
            .OrderByDescending(job => job.Id)];
        return Paging.Show(call, found, PipelineJson.WriteJob);
    }

    private Answer Retry(GitLabCall call, Job job)
    {
        if (!JobStatus.IsFinished(job.Status) || job.IsRetried)
        {
            return GitLabProblem.Forbidden("Job is not retryable");
        }

        Job next = state.RetryJob(job, call.User);
        events.PipelineChanged(job.Pipeline, [next], call.Exchange.Answered);
        runner.Drive(job.Pipeline);
        return Show(next, StatusCodes.Status201Created);
    }

    private Answer Cancel(GitLabCall call, Job job)
    {
        if (JobStatus.IsActive(job.Status))
        {
            job.Move(JobStatus.Canceled, call.Now);
            job.Pipeline.Touch(call.Now);
            events.PipelineChanged(job.Pipeline, [job], call.Exchange.Answered);
        }

        return Show(job, StatusCodes.Status201Created);
    }

    private Answer Play(GitLabCall call, Job job)
    {
        if (job.Status != JobStatus.Manual)
        {
            return GitLabProblem.Message(StatusCodes.Status400BadRequest, "400 Bad request - Unplayable Job");
        }

        job.Move(JobStatus.Pending, call.Now);
        job.Pipeline.Touch(call.Now);
        events.PipelineChanged(job.Pipeline, [job], call.Exchange.Answered);
        runner.Drive(job.Pipeline);
        return GitLabCall.Ok(writer => PipelineJson.WriteJobBasic(writer, job));
    }

    private static Answer Erase(GitLabCall call, Job job)
    {
        if (!JobStatus.IsFinished(job.Status) || job.ErasedAt is not null)
        {
            return GitLabProblem.Forbidden("Job is not erasable!");
        }

        job.Erase(call.Now);
        return Show(job, StatusCodes.Status201Created);
    }

    private Answer GetCurrent(GitLabCall call)
    {
        if (call.Token!.Spec.Kind != LoginKind.Job || state.FindJobOf(call.Token) is not { } job)
        {
            return GitLabProblem.NotFound();
        }

        lock (job.Pipeline.Project.Gate)
        {
            return Show(job, StatusCodes.Status200OK);
        }
    }
}
