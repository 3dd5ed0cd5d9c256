using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Sandbox.Auth;

/// <summary>SHA-256 of a secret, as a key. The secret itself is not kept anywhere.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TokenHash(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    /// <summary>No token of a platform is longer; what is longer is hashed as nothing and so never found.</summary>
    private const int MaxLength = 2048;

    public static TokenHash Of(ReadOnlySpan<char> secret)
    {
        if (secret.Length > MaxLength)
        {
            return default;
        }

        Span<byte> text = stackalloc byte[Encoding.UTF8.GetMaxByteCount(secret.Length)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(secret, text)], hash);
        CryptographicOperations.ZeroMemory(text);
        return MemoryMarshal.Read<TokenHash>(hash);
    }

    // The hash is uniform: any part of it is a good hash code.
    public override int GetHashCode() => (int)First;
}
