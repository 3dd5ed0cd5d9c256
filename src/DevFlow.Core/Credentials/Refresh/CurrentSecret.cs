using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>
/// What is sent for a credential now. Never changed, only exchanged for another; the one before may still be in use by a
/// running call and is left to the collector, which wipes it.
/// </summary>
internal sealed class CurrentSecret(CredentialKind kind, string account, SecretBuffer secret, DateTimeOffset? dueAt = null) : IDisposable
{
    private readonly SecretBuffer _secret = secret;

    public CredentialKind Kind => kind;

    public string Account => account;

    /// <summary>From when on it is looked after before it is used.</summary>
    public DateTimeOffset? DueAt => dueAt;

    /// <summary>The characters; the caller disposes them.</summary>
    public SecretChars ToChars() => _secret.ToChars();

    public bool Is(SecretBuffer other) => CryptographicOperations.FixedTimeEquals(_secret.Bytes, other.Bytes);

    public bool IsSame(CurrentSecret other) => Is(other._secret);

    /// <summary>Wipes it; only where no call can be using it.</summary>
    public void Dispose() => _secret.Dispose();
}
