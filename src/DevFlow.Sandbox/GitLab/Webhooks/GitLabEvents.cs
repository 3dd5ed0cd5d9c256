namespace DevFlow.Sandbox.GitLab;

/// <summary>Tells hooks what happened. To be called with the project locked, after the change.</summary>
internal sealed class GitLabEvents(ProjectHooks hooks)
{
    public void Pushed(Project project, string branch, Commit? before, Commit? after, User user, Task answered) => hooks.Publish(
        project, HookKind.Push, writer => PushPayload.Write(writer, project, $"refs/heads/{branch}", before, after, user), answered, branch);

    public void TagPushed(Project project, string tag, Commit? before, Commit? after, User user, Task answered) => hooks.Publish(
        project, HookKind.TagPush, writer => PushPayload.Write(writer, project, $"refs/tags/{tag}", before, after, user), answered);

    /// <param name="issue">The issue.</param>
    /// <param name="action"><c>open</c>, <c>close</c>, <c>reopen</c> or <c>update</c>.</param>
    /// <param name="user">Who did it.</param>
    /// <param name="changes">What an update changed.</param>
    /// <param name="answered">Ends when the request that caused it has its answer.</param>
    public void IssueChanged(Issue issue, string action, User user, IReadOnlyList<Change> changes, Task answered) => hooks.Publish(
        issue.Project,
        issue.IsConfidential ? HookKind.ConfidentialIssue : HookKind.Issue,
        writer => IssuePayload.Write(writer, issue, action, user, changes),
        answered);

    /// <param name="request">The merge request.</param>
    /// <param name="action"><c>open</c>, <c>close</c>, <c>reopen</c>, <c>update</c>, <c>approval</c>, <c>approved</c>, <c>unapproval</c>, <c>unapproved</c> or <c>merge</c>.</param>
    /// <param name="user">Who did it.</param>
    /// <param name="changes">What an update changed.</param>
    /// <param name="answered">Ends when the request that caused it has its answer.</param>
    public void MergeRequestChanged(MergeRequest request, string action, User user, IReadOnlyList<Change> changes, Task answered) => hooks.Publish(
        request.Project, HookKind.MergeRequest, writer => MergeRequestPayload.Write(writer, request, action, user, changes), answered);

    /// <param name="owner">What was commented on.</param>
    /// <param name="note">The comment.</param>
    /// <param name="action"><c>create</c> or <c>update</c>.</param>
    /// <param name="answered">Ends when the request that caused it has its answer.</param>
    public void NoteChanged(Issuable owner, Note note, string action, Task answered) => hooks.Publish(
        owner.Project,
        note.IsInternal || owner is Issue { IsConfidential: true } ? HookKind.ConfidentialNote : HookKind.Note,
        writer => NotePayload.Write(writer, owner, note, action),
        answered);

    /// <summary>Tells of jobs that moved on, and of their pipeline.</summary>
    public void PipelineChanged(Pipeline pipeline, IReadOnlyList<Job> changed, Task answered)
    {
        foreach (Job job in changed)
        {
            hooks.Publish(pipeline.Project, HookKind.Job, writer => PipelinePayload.WriteJob(writer, job), answered);
        }

        hooks.Publish(pipeline.Project, HookKind.Pipeline, writer => PipelinePayload.Write(writer, pipeline), answered);
    }

    /// <param name="project">Where.</param>
    /// <param name="release">The release.</param>
    /// <param name="action"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="answered">Ends when the request that caused it has its answer.</param>
    public void ReleaseChanged(Project project, Release release, string action, Task answered) => hooks.Publish(
        project, HookKind.Release, writer => ReleasePayload.Write(writer, project, release, action), answered);
}
