namespace DevFlow;

/// <summary>A webhook that is registered at a platform: where it sends what. Its secret is never part of it.</summary>
public sealed record WebhookRegistration
{
    /// <summary>The platform's id for it, unique within <see cref="Target"/>.</summary>
    public required string Id { get; init; }

    /// <summary>What it watches, in the platform's words, such as <c>octocat/hello</c>; empty where it watches all of the platform's site.</summary>
    public required string Target { get; init; }

    /// <summary>Where it sends to.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The platform's names of the events it sends.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>A condition on what it sends, such as a Jira filter in JQL; null for none.</summary>
    public string? Filter { get; init; }

    /// <summary>False while it sends nothing: its owner or, after failures, the platform has switched it off.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Whether it signs what it sends; null where the platform does not tell.</summary>
    public bool? IsSigned { get; init; }

    /// <summary>When it was registered (UTC); null where the platform does not tell.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The id of the platform; set by the engine.</summary>
    public string Platform { get; init; } = "";

    /// <summary>The connection it is seen through; set by the engine.</summary>
    public string Connection { get; init; } = "";

    /// <summary>The stored credential with its secret; null where it was registered without DevFlow.</summary>
    public string? CredentialName { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{(Target.Length > 0 ? Target : Platform)} {Id}";
}
