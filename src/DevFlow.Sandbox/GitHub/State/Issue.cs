namespace DevFlow.Sandbox.GitHub;

/// <summary>One version of an issue; a change makes another.</summary>
internal sealed record Issue
{
    public required long Id { get; init; }

    public required string NodeId { get; init; }

    public required int Number { get; init; }

    /// <summary><c>/repos/{owner}/{repo}/issues/{number}</c></summary>
    public required string ApiPath { get; init; }

    /// <summary><c>/{owner}/{repo}/issues/{number}</c></summary>
    public required string HtmlPath { get; init; }

    public required string Title { get; init; }

    public string? Body { get; init; }

    public required Account Author { get; init; }

    public IReadOnlyList<Label> Labels { get; init; } = [];

    public bool IsClosed { get; init; }

    public string? StateReason { get; init; }

    public int Comments { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public Account? ClosedBy { get; init; }
}
