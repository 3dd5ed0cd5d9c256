using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;

namespace DevFlow.Core.Limits;

/// <summary>
/// Whose limits a connection draws on, as a hash under a salt: those of a token, which several connections may use; where
/// the secret is renewed now and then, or is a password, those of its account; those of the connection where it has no secret.
/// </summary>
internal static class AccountMark
{
    public const int SaltLength = 32;

    public static string Of(ConnectionScope scope, byte[] salt)
    {
        CurrentSecret? secret = scope.Secrets.Held;
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, salt);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Origin.Of(scope.ApiUri)}\n{secret?.Kind}\n"));
        if (secret is { Kind: CredentialKind.Token })
        {
            using SecretChars token = secret.ToChars();
            hash.AppendData(MemoryMarshal.AsBytes(token.Chars));
        }
        else
        {
            hash.AppendData(Encoding.UTF8.GetBytes(secret?.Account ?? scope.Name));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset(), 0, 16);
    }
}
