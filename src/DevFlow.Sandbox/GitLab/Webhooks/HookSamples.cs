using System.Text.Json;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.GitLab;

/// <summary>What a hook's test sends: the newest thing of the kind in the project.</summary>
internal sealed class HookSamples(ProjectHooks hooks)
{
    /// <param name="project">The project, locked.</param>
    /// <param name="flag">The kind, as the hook's setting names it.</param>
    /// <param name="user">Who asks for the test.</param>
    /// <returns>Null where the project has nothing of the kind.</returns>
    public WebhookMessage? Create(Project project, string flag, User user)
    {
        (HookKind? kind, Action<Utf8JsonWriter>? write) = Find(project, flag, user);
        return kind is null || write is null ? null : hooks.CreateMessage(kind, write);
    }

    private static (HookKind? Kind, Action<Utf8JsonWriter>? Write) Find(Project project, string flag, User user)
    {
        Commit head = project.Branches[project.DefaultBranch];
        Commit? parent = head.ParentIds.Count > 0 ? project.Commits[head.ParentIds[0]] : null;
        Issuable? noted = project.Issues.FindLast(issue => issue.Notes.Count > 0);
        return flag switch
        {
            "push_events" => (HookKind.Push, writer => PushPayload.Write(writer, project, $"refs/heads/{project.DefaultBranch}", parent, head, user)),
            "tag_push_events" when project.Tags.Count > 0 => (HookKind.TagPush, writer => WriteTag(writer, project, user)),
            "issues_events" when project.Issues is [.., var issue] => (HookKind.Issue, writer => IssuePayload.Write(writer, issue, "open", user, [])),
            "note_events" when noted is not null => (HookKind.Note, writer => NotePayload.Write(writer, noted, noted.Notes[^1], "create")),
            "merge_requests_events" when project.MergeRequests is [.., var request] =>
                (HookKind.MergeRequest, writer => MergeRequestPayload.Write(writer, request, "open", user, [])),
            "pipeline_events" when project.Pipelines is [.., var pipeline] => (HookKind.Pipeline, writer => PipelinePayload.Write(writer, pipeline)),
            "job_events" when project.Jobs.LastOrDefault() is { } job => (HookKind.Job, writer => PipelinePayload.WriteJob(writer, job)),
            "releases_events" when project.Releases is [.., var release] => (HookKind.Release, writer => ReleasePayload.Write(writer, project, release, "create")),
            _ => (null, null),
        };
    }

    private static void WriteTag(Utf8JsonWriter writer, Project project, User user)
    {
        Tag tag = project.Tags.Values.Last();
        PushPayload.Write(writer, project, $"refs/tags/{tag.Name}", null, tag.Commit, user);
    }
}
