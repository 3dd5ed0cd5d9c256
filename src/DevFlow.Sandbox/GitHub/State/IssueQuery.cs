namespace DevFlow.Sandbox.GitHub;

/// <summary>Which issues to list, and in what order.</summary>
/// <param name="Closed">The state wanted; null for both.</param>
/// <param name="Sort"><c>created</c>, <c>updated</c> or <c>comments</c>.</param>
/// <param name="Ascending">Smallest first.</param>
/// <param name="Since">Only those changed at or after this moment.</param>
/// <param name="Labels">Only those that carry all of these.</param>
internal sealed record IssueQuery(bool? Closed, string Sort, bool Ascending, DateTimeOffset? Since, IReadOnlyList<string> Labels)
{
    public bool Accepts(Issue issue) =>
        (Closed is not { } closed || issue.IsClosed == closed)
        && (Since is not { } since || issue.UpdatedAt >= since)
        && Labels.All(name => issue.Labels.Any(label => label.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

    public int Compare(Issue left, Issue right)
    {
        int order = Sort switch
        {
            "updated" => left.UpdatedAt.CompareTo(right.UpdatedAt),
            "comments" => left.Comments.CompareTo(right.Comments),
            _ => 0,
        };
        order = order != 0 ? order : left.Number.CompareTo(right.Number);
        return Ascending ? order : -order;
    }
}
