namespace DevFlow;

/// <summary>What was looked at in a plugin, and what came of it.</summary>
public sealed record PluginReport
{
    /// <summary>The plugin's id; for a package whose manifest cannot be read, its file name.</summary>
    public required string Id { get; init; }

    /// <summary>The version; empty where it could not be read.</summary>
    public string Version { get; init; } = "";

    /// <summary>True where no check failed; one that could not be made is no failure.</summary>
    public bool IsSound => Checks.All(static check => check.Passed != false);

    /// <summary>The SHA-256 over the names and contents of its files, to be given to Install-DevFlowPlugin; null for a built-in one.</summary>
    public string? Digest { get; init; }

    /// <summary>What was looked at, in this order.</summary>
    public required IReadOnlyList<PluginCheck> Checks { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Version}";
}
