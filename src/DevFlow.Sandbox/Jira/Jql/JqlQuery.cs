namespace DevFlow.Sandbox.Jira;

/// <summary>A query that can be carried out.</summary>
/// <param name="Matches">Whether an issue is found by it.</param>
/// <param name="Compare">The order; null for the newest first.</param>
/// <param name="IsBounded">False where nothing restricts the search.</param>
internal sealed record JqlQuery(Func<Issue, bool> Matches, Comparison<Issue>? Compare, bool IsBounded)
{
    /// <summary>Finds what matches and may be seen.</summary>
    public List<Issue> Find(JiraState state, JiraUser user)
    {
        List<Issue> found = [.. state.Issues.Where(issue => issue.Project.IsVisibleTo(user) && Matches(issue))];
        found.Reverse();
        return Compare is null ? found : [.. found.Order(Comparer<Issue>.Create(Compare))];
    }
}
