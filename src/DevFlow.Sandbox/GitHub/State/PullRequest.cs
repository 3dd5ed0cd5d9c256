namespace DevFlow.Sandbox.GitHub;

/// <summary>What a pull request has besides an issue; a change makes another.</summary>
internal sealed record PullRequest
{
    public required string HeadRef { get; init; }

    /// <summary>The last commit of the branch that is to be merged.</summary>
    public required GitCommit Head { get; init; }

    public required string BaseRef { get; init; }

    /// <summary>Where the base stood when the head was last pushed.</summary>
    public required GitCommit Base { get; init; }

    public bool IsDraft { get; init; }

    public bool MaintainerCanModify { get; init; }

    public DateTimeOffset? MergedAt { get; init; }

    public Account? MergedBy { get; init; }

    public string? MergeSha { get; init; }

    public IReadOnlyList<Account> Reviewers { get; init; } = [];

    /// <summary>The commits it brings, oldest first.</summary>
    public IReadOnlyList<GitCommit> Commits() => [.. Head.Without(Base).Reverse()];

    /// <summary>What it changes, compared with where it branched off.</summary>
    public IReadOnlyList<FileChange> Files() => FileChange.Between(Base.MergeBase(Head)?.Tree ?? GitTree.Empty, Head.Tree);
}
