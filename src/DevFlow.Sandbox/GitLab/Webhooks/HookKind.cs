namespace DevFlow.Sandbox.GitLab;

/// <summary>A kind of event hooks listen to.</summary>
/// <param name="Flag">The hook's setting: <c>push_events</c>.</param>
/// <param name="Header">The value of X-Gitlab-Event: <c>Push Hook</c>.</param>
/// <param name="Trigger">Its name in the delivery log: <c>push_hooks</c>.</param>
internal sealed record HookKind(string Flag, string Header, string Trigger)
{
    public static readonly HookKind Push = new("push_events", "Push Hook", "push_hooks");
    public static readonly HookKind TagPush = new("tag_push_events", "Tag Push Hook", "tag_push_hooks");
    public static readonly HookKind Issue = new("issues_events", "Issue Hook", "issue_hooks");
    public static readonly HookKind ConfidentialIssue = new("confidential_issues_events", "Confidential Issue Hook", "confidential_issue_hooks");
    public static readonly HookKind Note = new("note_events", "Note Hook", "note_hooks");
    public static readonly HookKind ConfidentialNote = new("confidential_note_events", "Confidential Note Hook", "confidential_note_hooks");
    public static readonly HookKind MergeRequest = new("merge_requests_events", "Merge Request Hook", "merge_request_hooks");
    public static readonly HookKind Pipeline = new("pipeline_events", "Pipeline Hook", "pipeline_hooks");
    public static readonly HookKind Job = new("job_events", "Job Hook", "job_hooks");
    public static readonly HookKind Release = new("releases_events", "Release Hook", "release_hooks");

    /// <summary>Every setting a hook has; those without an event above never fire here.</summary>
    public static readonly string[] Flags =
    [
        Push.Flag, TagPush.Flag, MergeRequest.Flag, "repository_update_events", Issue.Flag, ConfidentialIssue.Flag, Note.Flag,
        ConfidentialNote.Flag, Pipeline.Flag, "wiki_page_events", "deployment_events", "feature_flag_events", Job.Flag, Release.Flag,
        "milestone_events", "emoji_events", "resource_access_token_events", "vulnerability_events",
    ];
}
