namespace DevFlow;

/// <summary>A plugin that was found, usable or not. None of its code has to run for it to be shown.</summary>
public sealed record Plugin
{
    /// <summary>The id, which is that of its platform; for a folder whose manifest cannot be read, the folder's name.</summary>
    public required string Id { get; init; }

    /// <summary>The platform's name, such as <c>GitHub</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>One sentence of its maker; empty where there is none.</summary>
    public string Description { get; init; } = "";

    /// <summary>The version, as its manifest says.</summary>
    public string Version { get; init; } = "";

    /// <summary>How it came here.</summary>
    public required PluginSource Source { get; init; }

    /// <summary>Whether it can be used.</summary>
    public required PluginState State { get; init; }

    /// <summary>Why it cannot be used, as a clause; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>What it takes part in besides calls to its platform, as its manifest declares.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The plugins it needs, each with the versions that will do.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>What can be set, each as a line such as <c>region: string, required</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Where its files are; for a plugin of this session only, where they were taken from.</summary>
    public required string Location { get; init; }

    /// <summary>The SHA-256 over the names and contents of its files, in hexadecimal digits; null for a built-in one.</summary>
    public string? Digest { get; init; }

    /// <summary>When it was installed (UTC); null for a built-in one.</summary>
    public DateTimeOffset? InstalledAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
