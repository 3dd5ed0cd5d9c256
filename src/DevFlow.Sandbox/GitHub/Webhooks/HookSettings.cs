namespace DevFlow.Sandbox.GitHub;

/// <summary>The checked fields of a hook; a change makes another.</summary>
internal sealed record HookSettings
{
    public required Uri Url { get; init; }

    /// <summary>The address exactly as it was given.</summary>
    public required string UrlText { get; init; }

    public bool IsForm { get; init; }

    public byte[]? Secret { get; init; }

    public bool InsecureSsl { get; init; }

    public required IReadOnlyList<string> Events { get; init; }

    public bool Active { get; init; } = true;

    public bool Wants(string eventName) => Active && (Events.Contains(eventName, StringComparer.Ordinal) || Events.Contains("*", StringComparer.Ordinal));
}
