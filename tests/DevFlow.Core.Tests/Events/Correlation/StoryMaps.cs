using DevFlow.Core.Events.Correlation;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Core.Tests.Events.Correlation;

/// <summary>Maps of four platforms as their plugins would declare them, for a story that crosses all of them.</summary>
internal static class StoryMaps
{
    public static readonly string[] Projects = ["ABC", "DEF", "OPS", "PAY", "DE", "WEB2", "MY_APP"];

    private static readonly CorrelationMap Jira = new()
    {
        Rules =
        [
            new(CorrelationKind.Issue, "issue.key"),
            new(CorrelationKind.Text, "issue.fields.summary"),
            new(CorrelationKind.Text, "issue.fields.description"),
            new(CorrelationKind.Text, "comment.body"),
        ],
    };

    private static readonly CorrelationMap GitHub = new()
    {
        Rules =
        [
            new(CorrelationKind.Branch, "{repository.html_url}@{ref}") { Unless = "repository.default_branch" },
            new(CorrelationKind.Branch, "{pull_request.head.repo.html_url}@{pull_request.head.ref}"),
            new(CorrelationKind.Address, "pull_request.html_url"),
            new(CorrelationKind.Address, "{repository.html_url}/pull/{check_run.pull_requests[].number}"),
            new(CorrelationKind.Commit, "after"),
            new(CorrelationKind.Commit, "commits[distinct].id"),
            new(CorrelationKind.Commit, "pull_request.head.sha"),
            new(CorrelationKind.Commit, "check_run.head_sha|workflow_run.head_sha"),
            new(CorrelationKind.Text, "commits[distinct].message"),
            new(CorrelationKind.Text, "pull_request.title"),
            new(CorrelationKind.Text, "pull_request.body"),
        ],
        AddressForms = ["/pull/{number}", "/issues/{number}", "/commit/{commit}"],
    };

    private static readonly CorrelationMap GitLab = new()
    {
        Rules =
        [
            new(CorrelationKind.Commit, "object_attributes.sha"),
            new(CorrelationKind.Address, "merge_request.url"),
            new(CorrelationKind.Address, "{project.web_url}/-/pipelines/{object_attributes.id}"),
        ],
        AddressForms = ["/-/merge_requests/{number}", "/-/issues/{number}", "/-/pipelines/{number}", "/-/commit/{commit}"],
    };

    private static readonly CorrelationMap Slack = new()
    {
        Rules =
        [
            new(CorrelationKind.Thread, "slack:{team_id}:{event.channel}:{event.thread_ts|event.ts}"),
            new(CorrelationKind.Text, "event.text"),
            new(CorrelationKind.Text, "event.blocks"),
            new(CorrelationKind.Text, "event.attachments[].from_url"),
        ],
    };

    private static readonly CorrelationMap Corpus = new()
    {
        Rules =
        [
            new(CorrelationKind.Text, "text"),
            new(CorrelationKind.Text, "tree"),
            new(CorrelationKind.Branch, "{nowhere}@{branch}"),
        ],
    };

    public static Correlator Correlator(bool knowsProjects = true)
    {
        Correlator correlator = Over(new() { ["jira"] = Jira, ["github"] = GitHub, ["gitlab"] = GitLab, ["slack"] = Slack, ["corpus"] = Corpus });
        correlator.SetKnownProjects(knowsProjects ? Projects : null);
        return correlator;
    }

    public static Correlator With(params CorrelationRule[] rules) =>
        Over(new() { ["test"] = new() { Rules = rules, AddressForms = ["/pull/{number}", "/commit/{commit}"] } });

    private static Correlator Over(Dictionary<string, CorrelationMap> maps) => new(() => maps.Keys, platform => maps[platform], NullLogger<Correlator>.Instance);
}
