namespace DevFlow;

/// <summary>A platform that can be connected, and how it stands.</summary>
public sealed record PlatformStatus
{
    /// <summary>The id by which commands take it, such as <c>github</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>Its name, such as <c>GitHub</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The address used when the user names none; null where every installation has its own, and while the plugin cannot be used.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>What its plugin takes part in besides calls to it.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>How its plugin stands.</summary>
    public required PluginState State { get; init; }

    /// <summary>The names of the connections to it.</summary>
    public IReadOnlyList<string> Connections { get; init; } = [];

    /// <summary>Why it cannot be connected, as a clause; null where it can.</summary>
    public string? Problem { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Platform;
}
