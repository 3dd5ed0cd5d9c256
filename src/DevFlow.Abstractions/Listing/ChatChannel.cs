namespace DevFlow;

/// <summary>A channel of a chat.</summary>
public sealed record ChatChannel : PlatformItem
{
    /// <summary>What is being talked about; null where nothing is said.</summary>
    public string? Topic { get; init; }

    /// <summary>What it is for; null where nothing is said.</summary>
    public string? Purpose { get; init; }

    /// <summary>True where only its members see it.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>True where it can only be read any more.</summary>
    public bool IsArchived { get; init; }

    /// <summary>True where the account of the connection is a member of it.</summary>
    public bool IsMember { get; init; }

    /// <summary>How many members it has; null where that is not told.</summary>
    public long? Members { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
