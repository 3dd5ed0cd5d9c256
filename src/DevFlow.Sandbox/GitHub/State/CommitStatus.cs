namespace DevFlow.Sandbox.GitHub;

/// <summary>What somebody says of a commit: the newest of a context counts.</summary>
internal sealed record CommitStatus(
    long Id, string Sha, string State, string? TargetUrl, string? Description, string Context, Account Creator, DateTimeOffset CreatedAt)
{
    public string NodeId { get; } = GitHub.NodeId.Create("StatusContext", Id);
}
