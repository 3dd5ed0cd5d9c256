namespace DevFlow.Sandbox.GitHub;

/// <summary>One version of a comment on an issue or a pull request; a change makes another.</summary>
internal sealed record IssueComment(long Id, int IssueNumber, Account Author, string Body, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public string NodeId { get; } = GitHub.NodeId.Create("IssueComment", Id);
}
