namespace DevFlow.Core.Plugins;

/// <summary>What was installed, as the sealed record keeps it.</summary>
internal sealed record InstalledPlugin
{
    public required string Id { get; init; }

    public required string Version { get; init; }

    /// <summary>The folder's name below <c>plugins/</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>Where it was installed from.</summary>
    public required string Origin { get; init; }

    public required DateTimeOffset InstalledAt { get; init; }

    /// <summary>The SHA-256 of each file, by path.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}
