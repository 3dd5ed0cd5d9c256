using System.Collections.Frozen;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>
/// How the CloudEvents attributes of one GitHub event are read from its payload, after the CNCF's adapter table
/// (cloudevents/spec, cloudevents/adapters/github.md). Paths are as <see cref="Payload"/> takes them.
/// </summary>
internal sealed class GitHubEventRule
{
    private const string Repository = "repository.url";
    private const string Owner = "repository.owner.url";
    private const string Deployment = "deployment.url";
    private const string Account = "installation.account.url";
    private const string AlertTime = "alert.updated_at|alert.created_at";

    // For an event that names neither a repository nor an organization.
    private const string NowhereElse = "https://api.github.com/";

    private static readonly FrozenDictionary<string, GitHubEventRule> Rules = All().ToFrozenDictionary(rule => rule._name, StringComparer.Ordinal);

    private readonly string _name;
    private readonly string _source;
    private readonly string? _subject;
    private readonly string? _time;
    private readonly string[] _typeParts;

    /// <param name="name">The event, as in X-GitHub-Event.</param>
    /// <param name="subject">Path of the subject; null for none.</param>
    /// <param name="time">Path of the moment, where <c>{action}</c> stands for the payload's action; null for the time of receipt.</param>
    /// <param name="source">Path of the source.</param>
    /// <param name="type">Paths whose values are appended to the type, parted by spaces; empty for none.</param>
    private GitHubEventRule(string name, string? subject = null, string? time = null, string source = Repository, string type = "action")
    {
        _name = name;
        _subject = subject;
        _time = time;
        _source = source;
        _typeParts = type.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The rule of an event; one that fits most for an event the table does not know.</summary>
    public static GitHubEventRule For(string name) => Rules.GetValueOrDefault(name) ?? new GitHubEventRule(name);

    /// <summary>The events of the table.</summary>
    public static IEnumerable<string> Names => Rules.Keys;

    public string Source(JsonElement payload) => _name switch
    {
        "commit_comment" when Payload.Text(payload, "comment.url") is string comment && Payload.Text(payload, "comment.commit_id") is string commit
            => $"{comment}/{commit}",
        "marketplace_purchase" when Payload.Text(payload, "sender.url") is string sender && sender.LastIndexOf('/') is > 0 and int slash
            => sender[..slash],
        "security_advisory" => "github.com",
        _ => Payload.Text(payload, _source) ?? Payload.Text(payload, $"{Repository}|organization.url|{Account}|enterprise.html_url") ?? NowhereElse,
    };

    public string Type(JsonElement payload)
    {
        string type = "com.github." + _name;
        foreach (string part in _typeParts)
        {
            if (Payload.Text(payload, part) is string value)
            {
                type += "." + TopicSegment.Of(value);
            }
        }

        return type;
    }

    public string? Subject(JsonElement payload) => _subject is null ? null : Payload.Text(payload, _subject);

    public DateTimeOffset? Time(JsonElement payload) => _time is null
        ? null
        : Payload.Time(payload, _time.Replace("{action}", Payload.Text(payload, "action") ?? "", StringComparison.Ordinal));

    private static GitHubEventRule[] All() =>
    [
        new("branch_protection_configuration"),
        new("branch_protection_rule", "rule.id", "rule.updated_at"),
        new("check_run", "check_run.id", "check_run.completed_at|check_run.started_at"),
        new("check_suite", "check_suite.id", "check_suite.updated_at"),
        new("code_scanning_alert", "alert.number"),
        new("commit_comment", "comment.id", "comment.updated_at"),
        new("content_reference", "content_reference.id"),
        new("create", "ref", type: "ref_type"),
        new("custom_property", "definition.property_name"),
        new("custom_property_values"),
        new("delete", "ref", type: "ref_type"),
        new("dependabot_alert", "alert.id|alert.number"),
        new("deploy_key", "key.id", "key.deleted_at|key.created_at"),
        new("deployment", "deployment.id", "deployment.updated_at", type: ""),
        new("deployment_protection_rule", "deployment.id", source: Deployment),
        new("deployment_review", "workflow_run.id", source: Deployment),
        new("deployment_status", "deployment_status.url", "deployment_status.updated_at", Deployment, "deployment_status.state"),
        new("discussion", "discussion.id"),
        new("discussion_comment", "discussion.id", "comment.updated_at"),
        new("fork", "forkee.url", "forkee.created_at", type: ""),
        new("github_app_authorization", source: "sender.url", type: ""),
        new("gollum", type: ""),
        new("installation", "installation.id", "installation.updated_at", Account),
        new("installation_repositories", "installation.id", "installation.updated_at", Account),
        new("installation_target", "installation.id", source: Account),
        new("issue_comment", "comment.id", "comment.updated_at", "issue.url"),
        new("issues", "issue.number", "issue.updated_at"),
        new("label", "label.name"),
        new("marketplace_purchase", "marketplace_purchase.account.login", "effective_date"),
        new("member", "member.login"),
        new("membership", "member.login", source: "team.url", type: "scope action"),
        new("merge_group", "merge_group.head_ref"),
        new("meta", "hook_id", "hook.updated_at"),
        new("milestone", "milestone.number", "milestone.updated_at"),
        new("organization", "membership.user.login", source: "organization.url"),
        new("org_block", "blocked_user.login", source: "organization.url"),
        new("package", "package.id", "package.updated_at|package.created_at"),
        new("page_build", "build.url", "build.updated_at", type: ""),
        new("ping", "hook_id"),
        new("project", "project.id", "project.updated_at"),
        new("project_card", "project_card.id", "project_card.updated_at"),
        new("project_column", "project_column.id", "project_column.updated_at"),
        new("projects_v2", "projects_v2.id", "projects_v2.updated_at"),
        new("projects_v2_item", "projects_v2_item.id", "projects_v2_item.updated_at"),
        new("projects_v2_status_update", "projects_v2_status_update.id", "projects_v2_status_update.updated_at"),
        new("public", "repository.name", "repository.updated_at", Owner, ""),
        new("pull_request", "number", "pull_request.updated_at"),
        new("pull_request_review", "review.id", "review.submitted_at", "pull_request.url"),
        new("pull_request_review_comment", "comment.id", "pull_request.updated_at", "pull_request.url"),
        new("pull_request_review_thread", "pull_request.id", source: "pull_request.url"),
        new("push", "ref", type: ""),
        new("registry_package", "registry_package.html_url", "registry_package.updated_at"),
        new("release", "release.id", "release.{action}_at"),
        new("repository", "repository.name", "repository.updated_at", Owner),
        new("repository_advisory", "repository_advisory.ghsa_id", "repository_advisory.updated_at"),
        new("repository_dispatch", source: Owner),
        new("repository_import", "repository.name", "repository.updated_at", Owner, ""),
        new("repository_ruleset", "repository.name", "repository.updated_at", Owner),
        new("repository_vulnerability_alert", "alert.id"),
        new("secret_scanning_alert", "alert.number", AlertTime),
        new("secret_scanning_alert_location", "alert.number", AlertTime),
        new("security_advisory", "security_advisory.ghsa_id", "security_advisory.updated_at"),
        new("security_and_analysis", type: ""),
        new("sponsorship", "sponsorship.sponsor.login"),
        new("star", time: "starred_at"),
        new("status", "sha", "updated_at", type: ""),
        new("team", "team.id", "updated_at"),
        new("team_add", "team.id"),
        new("watch"),
        new("workflow_dispatch", "workflow", type: ""),
        new("workflow_job", "workflow_job.name"),
        new("workflow_run", "workflow.name"),
    ];
}
