namespace DevFlow.Sandbox.GitHub;

/// <summary>One version of a release; a change makes another.</summary>
internal sealed record Release(long Id, Account Author, DateTimeOffset CreatedAt)
{
    public string NodeId { get; } = GitHub.NodeId.Create("Release", Id);

    public required string TagName { get; init; }

    public required string Target { get; init; }

    public string? Name { get; init; }

    public string? Body { get; init; }

    public bool IsDraft { get; init; }

    public bool IsPrerelease { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }
}
