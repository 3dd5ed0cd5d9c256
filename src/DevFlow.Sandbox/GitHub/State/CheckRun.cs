namespace DevFlow.Sandbox.GitHub;

/// <summary>One version of a check of a commit; a change makes another.</summary>
internal sealed record CheckRun(long Id, long SuiteId, string HeadSha, CheckApp? App)
{
    public string NodeId { get; } = GitHub.NodeId.Create("CheckRun", Id);

    public required string Name { get; init; }

    public string? ExternalId { get; init; }

    public string? DetailsUrl { get; init; }

    /// <summary><c>queued</c>, <c>in_progress</c>, <c>completed</c> and some more.</summary>
    public string Status { get; init; } = "queued";

    public string? Conclusion { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public string? Title { get; init; }

    public string? Summary { get; init; }

    public string? Text { get; init; }

    public int Annotations { get; init; }
}
