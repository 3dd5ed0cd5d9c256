namespace DevFlow.Sandbox.GitHub;

/// <summary>One version of the checks that one App makes of a commit; a change makes another.</summary>
internal sealed record CheckSuite(long Id, GitCommit Head, string? Branch, CheckApp? App, DateTimeOffset CreatedAt)
{
    public string NodeId { get; } = GitHub.NodeId.Create("CheckSuite", Id);

    public string Status { get; init; } = "queued";

    public string? Conclusion { get; init; }

    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;
}
