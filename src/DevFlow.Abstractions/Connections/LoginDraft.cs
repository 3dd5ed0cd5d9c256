namespace DevFlow;

/// <summary>A login before it is tried. Nothing of it may be kept.</summary>
public sealed class LoginDraft
{
    /// <summary>The address as the user gave it.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>What the secret is.</summary>
    public required CredentialKind Kind { get; init; }

    /// <summary>The secret; empty where the login will bring it.</summary>
    public required SecretBuffer Secret { get; init; }

    /// <summary>What renewing the secret takes, by <see cref="CredentialAttributes"/>.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Now (UTC).</summary>
    public required DateTimeOffset Now { get; init; }
}
