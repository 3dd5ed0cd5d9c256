namespace DevFlow.Sandbox.Jira;

/// <summary>A step of the workflow.</summary>
internal sealed record Transition(string Id, string Name, string To)
{
    /// <summary>The statuses it starts from; empty for a global one.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>Who may take it, and when; null for everybody and always.</summary>
    public Func<Issue, JiraUser, bool>? Condition { get; init; }

    /// <summary>The fields its screen asks for.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    public Status Target => Catalog.Statuses.Find(To)!;

    public bool IsAvailable(Issue issue, JiraUser user) =>
        (From.Count == 0 || From.Contains(issue.Status.Name, StringComparer.Ordinal)) && Condition?.Invoke(issue, user) != false;
}
