namespace DevFlow.Sandbox.GitHub;

/// <summary>One version of a job of a run; a change makes another.</summary>
internal sealed record WorkflowJob(long Id, string Name, int Attempt, long CheckRunId, DateTimeOffset CreatedAt)
{
    public string NodeId { get; } = GitHub.NodeId.Create("CheckRun", Id);

    public string Status { get; init; } = "queued";

    public string? Conclusion { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }
}
