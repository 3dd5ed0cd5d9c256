using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>
/// What is sent for a credential now. Never changed, only exchanged for another; the one before may still be in use by a
/// running call and is left to the collector, which wipes it.
/// </summary>
internal sealed class CurrentSecret(CredentialKind kind, string account, SecretBuffer secret, DateTimeOffset? dueAt = null) : IDisposable
{
    // Every token of the four platforms but signed ones. Pinned memory is collected last of all, so calls do without.
    private const int MostOnStack = 256;

    private readonly SecretBuffer _secret = secret;

    public CredentialKind Kind => kind;

    public string Account => account;

    /// <summary>From when on it is looked after before it is used.</summary>
    public DateTimeOffset? DueAt => dueAt;

    /// <summary>The characters; the caller disposes them.</summary>
    public SecretChars ToChars() => _secret.ToChars();

    /// <summary>Puts it on a request, by way of characters that are wiped.</summary>
    public void Apply(IPlatformAuthentication authentication, HttpRequestMessage request)
    {
        if (_secret.Length > MostOnStack)
        {
            using SecretChars text = ToChars();
            authentication.Apply(request, kind, account, text.Chars);
            return;
        }

        // UTF-8 never has fewer bytes than characters.
        Span<char> chars = stackalloc char[_secret.Length];
        try
        {
            authentication.Apply(request, kind, account, chars[..Encoding.UTF8.GetChars(_secret.Bytes, chars)]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(chars));
        }
    }

    public bool Is(SecretBuffer other) => CryptographicOperations.FixedTimeEquals(_secret.Bytes, other.Bytes);

    public bool IsSame(CurrentSecret other) => Is(other._secret);

    /// <summary>Wipes it; only where no call can be using it.</summary>
    public void Dispose() => _secret.Dispose();
}
