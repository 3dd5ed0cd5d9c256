namespace DevFlow;

/// <summary>What a platform is given to write the request that renews a credential. Nothing of it may be kept.</summary>
public sealed class RefreshRequest
{
    /// <summary>The credential.</summary>
    public required Credential Credential { get; init; }

    /// <summary>What is exchanged: the refresh token, the token to rotate, or the app's private key.</summary>
    public required SecretBuffer Secret { get; init; }

    /// <summary>The OAuth client's secret; empty for a public client and where there is no client.</summary>
    public required SecretBuffer ClientSecret { get; init; }

    /// <summary>Now (UTC).</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>When a rotated token shall end (UTC); null leaves it to the platform.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
