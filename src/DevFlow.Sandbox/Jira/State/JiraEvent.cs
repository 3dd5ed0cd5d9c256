namespace DevFlow.Sandbox.Jira;

/// <summary>Something that happened on the site, for its webhooks.</summary>
/// <param name="Name">The webhook event: <c>jira:issue_created</c>.</param>
/// <param name="User">Who did it.</param>
internal sealed record JiraEvent(string Name, JiraUser User)
{
    /// <summary>Jira's finer name: <c>issue_generic</c>, <c>issue_commented</c>.</summary>
    public string? IssueEventType { get; init; }

    public Issue? Issue { get; init; }

    public Comment? Comment { get; init; }

    public Change? Change { get; init; }

    public IssueLink? Link { get; init; }

    public Sprint? Sprint { get; init; }

    /// <summary>Ends when the request that caused it is answered.</summary>
    public Task Answered { get; init; } = Task.CompletedTask;
}
