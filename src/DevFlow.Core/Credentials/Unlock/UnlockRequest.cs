namespace DevFlow.Core.Credentials;

/// <summary>What a person gave to open the store, beyond what it finds by itself.</summary>
/// <param name="Passphrases">Tried in this order with each passphrase slot.</param>
internal sealed record UnlockRequest(params IReadOnlyList<SecretBuffer> Passphrases)
{
    /// <summary>Nobody is there.</summary>
    public static UnlockRequest Unattended { get; } = new();
}
