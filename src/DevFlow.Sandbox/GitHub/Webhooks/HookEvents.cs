using System.Collections.Frozen;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The events a repository's hook may name, and how many hooks may name the same one.</summary>
/// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads</remarks>
internal static class HookEvents
{
    private const int MaxHooksPerEvent = 20;

    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal,
        "*", "branch_protection_configuration", "branch_protection_rule", "check_run", "check_suite", "code_scanning_alert",
        "commit_comment", "create", "delete", "dependabot_alert", "deploy_key", "deployment", "deployment_protection_rule",
        "deployment_review", "deployment_status", "discussion", "discussion_comment", "fork", "gollum", "issue_comment", "issues",
        "label", "member", "merge_group", "meta", "milestone", "package", "page_build", "project", "project_card", "project_column",
        "public", "pull_request", "pull_request_review", "pull_request_review_comment", "pull_request_review_thread", "push",
        "registry_package", "release", "repository", "repository_advisory", "repository_dispatch", "repository_import",
        "repository_ruleset", "repository_vulnerability_alert", "secret_scanning_alert", "secret_scanning_alert_location",
        "security_and_analysis", "star", "status", "sub_issues", "team_add", "watch", "workflow_dispatch", "workflow_job",
        "workflow_run");

    public static bool IsKnown(string name) => Names.Contains(name);

    /// <summary>Why a hook cannot stand beside those there are; null where it can.</summary>
    public static string? FindProblem(HookSettings settings, List<Hook> hooks)
    {
        if (hooks.Exists(hook => hook.Settings is var other
            && other.Url == settings.Url && other.IsForm == settings.IsForm && SameNames(other.Events, settings.Events)))
        {
            return "Hook already exists on this repository";
        }

        string? full = settings.Events.FirstOrDefault(name => hooks.Count(hook => hook.Settings.Events.Contains(name, StringComparer.Ordinal)) >= MaxHooksPerEvent);
        return full is null ? null : $"The \"{full}\" event cannot have more than {MaxHooksPerEvent} hooks";
    }

    private static bool SameNames(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.Count == right.Count && left.All(right.Contains);
}
