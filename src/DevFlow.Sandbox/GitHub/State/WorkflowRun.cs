using System.Collections.Immutable;

namespace DevFlow.Sandbox.GitHub;

/// <summary>One version of a run of a workflow; a change makes another.</summary>
internal sealed record WorkflowRun(long Id, Workflow Workflow, int Number, string Event, string Branch, GitCommit Head, Account Actor, DateTimeOffset CreatedAt)
{
    public string NodeId { get; } = GitHub.NodeId.Create("WorkflowRun", Id);

    public int Attempt { get; init; } = 1;

    public required Account TriggeringActor { get; init; }

    public required long SuiteId { get; init; }

    /// <summary><c>queued</c>, <c>in_progress</c> or <c>completed</c>.</summary>
    public string Status { get; init; } = "queued";

    public string? Conclusion { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The jobs of all attempts.</summary>
    public ImmutableArray<WorkflowJob> Jobs { get; init; } = [];

    public IEnumerable<WorkflowJob> LatestJobs => Jobs.Where(job => job.Attempt == Attempt);
}
