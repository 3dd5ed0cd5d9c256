namespace DevFlow.Sandbox.Jira;

/// <summary>The events a webhook can be registered for.</summary>
internal static class JiraEvents
{
    /// <summary>Those of issues, which filters are for and which apps may have.</summary>
    public static IReadOnlyList<string> OfIssues { get; } =
        ["jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created", "comment_updated", "comment_deleted"];

    public static IReadOnlyList<string> All { get; } =
    [
        .. OfIssues, "issuelink_created", "issuelink_deleted",
        "sprint_created", "sprint_updated", "sprint_started", "sprint_closed", "sprint_deleted",
    ];

    /// <summary>What Jira knows besides and this site never sends.</summary>
    public static IReadOnlyList<string> Silent { get; } =
    [
        "issue_property_set", "issue_property_deleted", "worklog_created", "worklog_updated", "worklog_deleted", "attachment_created", "attachment_deleted",
        "board_created", "board_updated", "board_deleted", "board_configuration_changed", "user_created", "user_updated", "user_deleted",
        "project_created", "project_updated", "project_deleted", "jira:version_released", "jira:version_unreleased", "jira:version_created",
        "jira:version_moved", "jira:version_updated", "jira:version_deleted", "jira:version_merged", "option_voting_changed", "option_watching_changed",
        "option_unassigned_issues_changed", "option_subtasks_changed", "option_attachments_changed", "option_issuelinks_changed", "option_timetracking_changed",
    ];

    public static bool IsKnown(string name) => All.Contains(name, StringComparer.Ordinal) || Silent.Contains(name, StringComparer.Ordinal);
}
