using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace DevFlow.Platforms;

/// <summary>Signatures written as a prefix and 64 lower-case hexadecimal digits, such as <c>sha256=...</c>.</summary>
internal static class HexSignature
{
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Compares in constant time; what has another form is never equal.</summary>
    /// <param name="header">The header as sent; null where it is missing or was sent twice.</param>
    /// <param name="prefix">What stands before the digits.</param>
    /// <param name="computed">The 32 bytes it must be.</param>
    public static bool Matches([NotNullWhen(true)] string? header, string prefix, ReadOnlySpan<byte> computed)
    {
        if (header is null
            || header.Length != prefix.Length + (2 * SHA256.HashSizeInBytes)
            || !header.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> digits = header.AsSpan(prefix.Length);
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        return !digits.ContainsAnyExcept(LowerHex)
            && Convert.FromHexString(digits, claimed, out _, out _) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(computed, claimed);
    }

    /// <summary>Writes a signature of this form.</summary>
    public static string Of(string prefix, ReadOnlySpan<byte> computed) => prefix + Convert.ToHexStringLower(computed);
}
