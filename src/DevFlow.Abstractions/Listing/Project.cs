namespace DevFlow;

/// <summary>A project of an issue tracker.</summary>
public sealed record Project : PlatformItem
{
    /// <summary>What its issue keys begin with, such as <c>OPS</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The platform's word for what it is for, such as <c>software</c>; null where none is told.</summary>
    public string? Kind { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Key;
}
