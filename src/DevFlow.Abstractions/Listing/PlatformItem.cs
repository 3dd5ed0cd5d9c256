namespace DevFlow;

/// <summary>One of the main things of a platform, as its list shows it.</summary>
public abstract record PlatformItem
{
    /// <summary>The id of the platform; the engine sets it.</summary>
    public string Platform { get; init; } = "";

    /// <summary>The name of the connection it was listed by, which binds to -Connection; the engine sets it.</summary>
    public string Connection { get; init; } = "";

    /// <summary>The platform's own id.</summary>
    public required string Id { get; init; }

    /// <summary>The name, without what it stands below.</summary>
    public required string Name { get; init; }

    /// <summary>The page a person would open; null where the platform names none.</summary>
    public Uri? Uri { get; init; }
}
