using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Sandbox.Auth;

/// <summary>The proof that who redeems a code is who asked for it (RFC 7636).</summary>
internal static class Pkce
{
    public const string S256 = "S256";
    public const string Plain = "plain";

    private const int MinLength = 43;
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>True where a challenge or a verifier has the form of section 4.1: 43 to 128 unreserved characters.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length is >= MinLength and <= MaxLength && !text.AsSpan().ContainsAnyExcept(Unreserved);

    /// <param name="challenge">What the request for the code carried; null where it had none.</param>
    /// <param name="method">The challenge's method.</param>
    /// <param name="verifier">What the redemption carries.</param>
    public static bool Proves(string? challenge, string method, string? verifier)
    {
        // A verifier without a challenge is refused: somebody may have cut the challenge off on the way (RFC 9700, 4.8.2).
        if (challenge is null || verifier is null)
        {
            return challenge is null && verifier is null;
        }

        return IsWellFormed(verifier) && challenge == (method == S256 ? Hash(verifier) : verifier);
    }

    public static string Hash(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
