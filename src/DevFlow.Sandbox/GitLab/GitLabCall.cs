using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>One request on its way through GitLab.</summary>
internal sealed class GitLabCall(HttpContext context, Exchange exchange, DateTimeOffset now) : Call(context, exchange)
{
    private Project? _project;

    public DateTimeOffset Now { get; } = now;

    /// <summary>The token that was shown; null on the pages of OAuth.</summary>
    public Token<User>? Token { get; set; }

    /// <summary>Whose token it is.</summary>
    public User User => Token!.Spec.Owner;

    /// <summary>The matched route; null where there is none.</summary>
    public GitLabRoute? Route { get; set; }

    /// <summary>The checked input.</summary>
    public Fields Fields { get; set; } = Fields.Of(default(JsonElement));

    /// <summary>The project the path names.</summary>
    public Project Project
    {
        get => _project ?? throw new InvalidOperationException("The route names no project.");
        set => _project = value;
    }

    public bool HasProject => _project is not null;

    public AccessLevel Access => Project.AccessOf(User);

    public Issue? FindIssue() => Project.Issues.Find(issue => issue.Iid == Number("issue_iid") && CanSee(issue));

    public MergeRequest? FindMergeRequest() => Project.MergeRequests.Find(request => request.Iid == Number("merge_request_iid"));

    public Pipeline? FindPipeline() => Project.Pipelines.Find(pipeline => pipeline.Id == Number("pipeline_id"));

    public Job? FindJob() => Project.Jobs.FirstOrDefault(job => job.Id == Number("job_id"));

    /// <summary>Confidential issues are shown to their author and assignees, and to members from planner on.</summary>
    public bool CanSee(Issue issue) =>
        !issue.IsConfidential || issue.Author == User || issue.Assignees.Contains(User) || Access >= AccessLevel.Planner;

    public static Answer Ok(Action<Utf8JsonWriter> write) => Answer.Json(StatusCodes.Status200OK, write);

    public static Answer Created(Action<Utf8JsonWriter> write) => Answer.Json(StatusCodes.Status201Created, write);

    public static Answer NoContent() => Answer.Empty(StatusCodes.Status204NoContent);
}
