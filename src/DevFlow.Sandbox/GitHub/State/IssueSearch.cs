using System.Globalization;
using System.Text.RegularExpressions;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A query of the issue search: words, and qualifiers such as <c>repo:octo-org/hello-world is:open label:bug</c>.</summary>
/// <remarks>https://docs.github.com/search-github/searching-on-github/searching-issues-and-pull-requests</remarks>
internal sealed partial class IssueSearch
{
    private readonly List<Func<Repository, bool>> _places = [];
    private readonly List<Func<Repository, Issue, bool>> _conditions = [];

    private IssueSearch()
    {
    }

    /// <summary>Reads a query.</summary>
    /// <param name="text">As it was sent.</param>
    /// <returns>Null where it holds nothing.</returns>
    public static IssueSearch? Parse(string text)
    {
        IssueSearch search = new();
        foreach (Match match in Terms().Matches(text))
        {
            bool isNegated = match.Groups["not"].Success;
            string value = match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["plain"].Value;
            if (!match.Groups["key"].Success || !search.TryAdd(match.Groups["key"].Value, value, isNegated))
            {
                string word = match.Groups["key"].Success ? $"{match.Groups["key"].Value}:{value}" : value;
                search.Add((_, issue) => Contains(issue, word), isNegated);
            }
        }

        return search._places.Count + search._conditions.Count == 0 ? null : search;
    }

    /// <summary>Whether issues of a repository can be among what is found.</summary>
    public bool Covers(Repository repository) => _places.Count == 0 || _places.Exists(place => place(repository));

    public bool Accepts(Repository repository, Issue issue) => _conditions.TrueForAll(condition => condition(repository, issue));

    private bool TryAdd(string key, string value, bool isNegated)
    {
        switch (key)
        {
            case "repo":
                AddPlace(repository => Same(repository.FullName, value), isNegated);
                return true;
            case "org" or "user":
                AddPlace(repository => Same(repository.Owner.Login, value), isNegated);
                return true;
            default:
                if (CreateCondition(key, value) is not { } condition)
                {
                    return false;
                }

                Add(condition, isNegated);
                return true;
        }
    }

    private static Func<Repository, Issue, bool>? CreateCondition(string key, string value) => (key, value) switch
    {
        ("is" or "type", "issue") => (_, issue) => issue.Pull is null,
        ("is" or "type", "pr" or "pull-request") => (_, issue) => issue.Pull is not null,
        ("is" or "state", "open") => (_, issue) => !issue.IsClosed,
        ("is" or "state", "closed") => (_, issue) => issue.IsClosed,
        ("is", "merged") => (_, issue) => issue.Pull?.MergedAt is not null,
        ("is", "unmerged") => (_, issue) => issue.Pull is { MergedAt: null },
        ("is", "draft") or ("draft", "true") => (_, issue) => issue.Pull?.IsDraft == true,
        ("draft", "false") => (_, issue) => issue.Pull?.IsDraft == false,
        ("is", "locked") => (_, issue) => issue.IsLocked,
        ("is", "unlocked") => (_, issue) => !issue.IsLocked,
        ("is", "public") => (repository, _) => !repository.IsPrivate,
        ("is", "private") => (repository, _) => repository.IsPrivate,
        ("no", "label") => (_, issue) => issue.Labels.Count == 0,
        ("no", "assignee") => (_, issue) => issue.Assignees.Count == 0,
        ("no", "milestone") => (_, issue) => issue.Milestone is null,
        ("reason", _) => (_, issue) => Same(issue.StateReason?.Replace('_', ' ') ?? "", value),
        ("label", _) => (_, issue) => issue.Labels.Any(label => Same(label.Name, value)),
        ("author", _) => (_, issue) => Same(issue.Author.Login, value),
        ("assignee", _) => (_, issue) => issue.Assignees.Any(account => Same(account.Login, value)),
        ("mentions", _) => (_, issue) => issue.Body?.Contains("@" + value, StringComparison.OrdinalIgnoreCase) == true,
        ("milestone", _) => (_, issue) => Same(issue.Milestone?.Fields.Title ?? "", value),
        ("head", _) => (_, issue) => issue.Pull?.HeadRef == value,
        ("base", _) => (_, issue) => issue.Pull?.BaseRef == value,
        ("created", _) => CreateRange(value, issue => issue.CreatedAt),
        ("updated", _) => CreateRange(value, issue => issue.UpdatedAt),
        ("closed", _) => CreateRange(value, issue => issue.ClosedAt),
        ("in" or "sort" or "archived", _) => (_, _) => true,
        _ => null,
    };

    // >2026-01-01, >=…, <…, <=…, 2026-01-01..2026-02-01, 2026-01-01
    private static Func<Repository, Issue, bool>? CreateRange(string value, Func<Issue, DateTimeOffset?> moment)
    {
        string[] ends = value.Split("..");
        if (ends.Length == 2)
        {
            (DateTimeOffset First, DateTimeOffset End)? from = Day(ends[0]);
            (DateTimeOffset First, DateTimeOffset End)? to = Day(ends[1]);
            return (_, issue) => moment(issue) is { } at && (from is null || at >= from.Value.First) && (to is null || at < to.Value.End);
        }

        string bare = value.TrimStart('<', '>', '=');
        if (Day(bare) is not { } day)
        {
            return null;
        }

        return value[..^bare.Length] switch
        {
            ">" => (_, issue) => moment(issue) >= day.End,
            ">=" => (_, issue) => moment(issue) >= day.First,
            "<" => (_, issue) => moment(issue) < day.First,
            "<=" => (_, issue) => moment(issue) < day.End,
            _ => (_, issue) => moment(issue) is { } at && at >= day.First && at < day.End,
        };
    }

    private static (DateTimeOffset First, DateTimeOffset End)? Day(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
        {
            return null;
        }

        return (moment, text.Contains('T', StringComparison.Ordinal) ? moment.AddSeconds(1) : moment.AddDays(1));
    }

    private void AddPlace(Func<Repository, bool> place, bool isNegated)
    {
        if (isNegated)
        {
            _conditions.Add((repository, _) => !place(repository));
        }
        else
        {
            _places.Add(place);
        }
    }

    private void Add(Func<Repository, Issue, bool> condition, bool isNegated) =>
        _conditions.Add(isNegated ? (repository, issue) => !condition(repository, issue) : condition);

    private static bool Contains(Issue issue, string word) =>
        issue.Title.Contains(word, StringComparison.OrdinalIgnoreCase) || issue.Body?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""(?<not>-)?(?:(?<key>[a-z-]+):)?(?:"(?<quoted>[^"]*)"|(?<plain>\S+))""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Terms();
}
