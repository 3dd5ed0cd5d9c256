namespace DevFlow.Sandbox.GitHub;

/// <summary>Which issues to list, and in what order.</summary>
/// <param name="Closed">The state wanted; null for both.</param>
/// <param name="Sort"><c>created</c>, <c>updated</c> or <c>comments</c>.</param>
/// <param name="Ascending">Smallest first.</param>
internal sealed record IssueQuery(bool? Closed, string Sort, bool Ascending)
{
    /// <summary>Only those changed at or after this moment.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those that carry all of these.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>A milestone's number, <c>*</c> for any, <c>none</c>.</summary>
    public string? Milestone { get; init; }

    /// <summary>A login, <c>*</c> for any, <c>none</c>.</summary>
    public string? Assignee { get; init; }

    public string? Creator { get; init; }

    /// <summary>A login named in the text with an @.</summary>
    public string? Mentioned { get; init; }

    public bool Accepts(Issue issue) =>
        (Closed is not { } closed || issue.IsClosed == closed)
        && (Since is not { } since || issue.UpdatedAt >= since)
        && (Creator is null || Is(issue.Author, Creator))
        && (Mentioned is null || issue.Body?.Contains("@" + Mentioned, StringComparison.OrdinalIgnoreCase) == true)
        && Fits(Milestone, issue.Milestone is not null, text => issue.Milestone is { } milestone && $"{milestone.Number}" == text)
        && Fits(Assignee, issue.Assignees.Count > 0, login => issue.Assignees.Any(account => Is(account, login)))
        && Labels.All(name => issue.Labels.Any(label => label.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

    public int Compare(Issue left, Issue right)
    {
        int order = Sort switch
        {
            "updated" => left.UpdatedAt.CompareTo(right.UpdatedAt),
            "comments" => left.Comments.CompareTo(right.Comments),
            _ => left.CreatedAt.CompareTo(right.CreatedAt),
        };
        order = order != 0 ? order : left.Id.CompareTo(right.Id);
        return Ascending ? order : -order;
    }

    private static bool Fits(string? wanted, bool hasAny, Func<string, bool> isThis) => wanted switch
    {
        null => true,
        "*" => hasAny,
        "none" => !hasAny,
        _ => isThis(wanted),
    };

    private static bool Is(Account account, string login) => account.Login.Equals(login, StringComparison.OrdinalIgnoreCase);
}
