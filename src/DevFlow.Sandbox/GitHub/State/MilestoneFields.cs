namespace DevFlow.Sandbox.GitHub;

/// <summary>What can be changed of a milestone.</summary>
internal sealed record MilestoneFields(string Title, DateTimeOffset UpdatedAt)
{
    public string? Description { get; init; }

    public DateTimeOffset? DueOn { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public bool IsClosed => ClosedAt is not null;
}
