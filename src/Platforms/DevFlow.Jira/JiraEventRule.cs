using System.Collections.Frozen;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>
/// How the CloudEvents attributes of one Jira event are read. There is no adapter table of the CNCF for Jira; names follow the
/// pattern of its others. Paths are as <see cref="Payload"/> takes them.
/// </summary>
internal sealed class JiraEventRule
{
    private const string ProductPrefix = "jira:";
    private const string UnnamedSite = "jira:unnamed-site";
    private const string Self = "issue.self|comment.self|worklog.self|attachment.self|sprint.self|board.self|version.self|project.self|filter.self|user.self";

    // What an event of each kind is about; any other by its issue or project.
    private static readonly FrozenDictionary<string, string> Subjects = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["comment"] = "comment.id",
        ["worklog"] = "worklog.id",
        ["attachment"] = "attachment.id",
        ["issuelink"] = "issueLink.id",
        ["sprint"] = "sprint.id",
        ["board"] = "board.id",
        ["version"] = "version.id",
        ["filter"] = "filter.id",
        ["user"] = "user.accountId|user.name|user.key",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly string _kind;
    private readonly string? _action;

    private JiraEventRule(string kind, string? action)
    {
        _kind = kind;
        _action = action;
    }

    /// <summary><c>issue.updated</c>, <c>project.soft_deleted</c>; of an app's own events, such as <c>installed</c>, the only word.</summary>
    public string Name => _action is null ? _kind : $"{_kind}.{_action}";

    /// <param name="name">The event as Jira names it: <c>jira:issue_updated</c>, <c>comment_created</c>, <c>board_configuration_changed</c>.</param>
    public static JiraEventRule For(string name)
    {
        string words = TopicSegment.Of(name.StartsWith(ProductPrefix, StringComparison.Ordinal) ? name[ProductPrefix.Length..] : name);
        int split = words.LastIndexOf('_');
        foreach (string manner in (ReadOnlySpan<string>)["_soft", "_restored"])
        {
            split = split > manner.Length && words.AsSpan(0, split).EndsWith(manner, StringComparison.Ordinal) ? split - manner.Length : split;
        }

        return split <= 0 || split == words.Length - 1 ? new(words, null) : new(words[..split], words[(split + 1)..]);
    }

    /// <summary>The site, from the address of whatever the event is about: <c>https://acme.atlassian.net/rest/api/2/issue/10001</c>.</summary>
    public static string Source(JsonElement payload)
    {
        string? self = Payload.Text(payload, Self);
        int rest = self?.IndexOf("/rest/", StringComparison.Ordinal) ?? -1;
        return rest > 0 && Uri.TryCreate(self![..rest], UriKind.Absolute, out _) ? self[..rest] : UnnamedSite;
    }

    public string? Subject(JsonElement payload) => Payload.Text(payload, Subjects.GetValueOrDefault(_kind, "issue.key|project.key"));
}
