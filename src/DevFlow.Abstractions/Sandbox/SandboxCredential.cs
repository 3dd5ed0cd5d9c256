using System.Security;

namespace DevFlow;

/// <summary>A login that a sandbox accepts.</summary>
public sealed record SandboxCredential
{
    /// <summary>What it is called in the scenario, such as <c>user</c> or <c>read-only</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The platform's own word for its kind: <c>classic-token</c>, <c>app-key</c>, <c>signing-secret</c> and so on.</summary>
    public required string Kind { get; init; }

    /// <summary>What goes with the secret: an e-mail address, a client id, an app id; null where nothing does.</summary>
    public string? UserName { get; init; }

    /// <summary>The secret itself.</summary>
    public required SecureString Secret { get; init; }

    /// <summary>What it may do, in the platform's words.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When it ends (UTC); null where it does not.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The name and the kind, never the secret.</summary>
    public override string ToString() => $"{Name} ({Kind})";
}
