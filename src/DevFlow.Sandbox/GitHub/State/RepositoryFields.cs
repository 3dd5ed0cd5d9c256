namespace DevFlow.Sandbox.GitHub;

/// <summary>What can be changed of a repository itself; a change makes another.</summary>
internal sealed record RepositoryFields(string Name)
{
    public string? Description { get; init; }

    public string? Homepage { get; init; }

    public bool IsPrivate { get; init; }

    public bool IsArchived { get; init; }

    public bool IsTemplate { get; init; }

    public bool HasIssues { get; init; } = true;

    public bool HasProjects { get; init; } = true;

    public bool HasWiki { get; init; } = true;

    public bool AllowMergeCommit { get; init; } = true;

    public bool AllowSquashMerge { get; init; } = true;

    public bool AllowRebaseMerge { get; init; } = true;

    public bool DeleteBranchOnMerge { get; init; }

    public string DefaultBranch { get; init; } = "main";
}
