namespace DevFlow;

/// <summary>A repository of GitHub, or what GitLab calls a project.</summary>
public sealed record Repository : PlatformItem
{
    /// <summary>The name with what it stands below, such as <c>octo-org/hello-world</c>.</summary>
    public required string FullName { get; init; }

    /// <summary>What it is about; null where nothing is said.</summary>
    public string? Description { get; init; }

    /// <summary>Who may see it, in the platform's word: <c>public</c>, <c>private</c> or <c>internal</c>.</summary>
    public required string Visibility { get; init; }

    /// <summary>The branch that is shown first; null where the repository is empty.</summary>
    public string? DefaultBranch { get; init; }

    /// <summary>The https address to clone it from.</summary>
    public Uri? CloneUri { get; init; }

    /// <summary>True where it can only be read any more.</summary>
    public bool IsArchived { get; init; }

    /// <summary>When somebody last did something in it (UTC).</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
