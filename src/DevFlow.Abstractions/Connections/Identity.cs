namespace DevFlow;

/// <summary>What a platform says about the credential that asked.</summary>
/// <param name="Account">The account's login name.</param>
/// <param name="Scopes">The scopes granted; empty where the platform reports none.</param>
/// <param name="ExpiresAt">When the credential expires (UTC); null where the platform does not say.</param>
public sealed record Identity(string Account, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt)
{
    /// <summary>What the platform offers no way to find out, as a full sentence; null where it was asked, and answered.</summary>
    public string? Unchecked { get; init; }
}
