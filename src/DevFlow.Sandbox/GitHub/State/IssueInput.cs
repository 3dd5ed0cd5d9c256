namespace DevFlow.Sandbox.GitHub;

/// <summary>The checked fields of a request that creates or changes an issue; null means not given.</summary>
internal sealed record IssueInput
{
    public string? Title { get; init; }

    /// <summary>True where <see cref="Body"/> was given, if only as null.</summary>
    public bool HasBody { get; init; }

    public string? Body { get; init; }

    public bool? Close { get; init; }

    public string? StateReason { get; init; }

    public IReadOnlyList<string>? Labels { get; init; }

    public IReadOnlyList<Account>? Assignees { get; init; }

    /// <summary>True where <see cref="Milestone"/> was given, if only as null.</summary>
    public bool HasMilestone { get; init; }

    public Milestone? Milestone { get; init; }
}
