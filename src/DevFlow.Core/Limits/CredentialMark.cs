using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Core.Connections;
using DevFlow.Core.Http;

namespace DevFlow.Core.Limits;

/// <summary>Whose limits a connection draws on, as a hash under a salt: those of the account behind a user name, else those of the token.</summary>
internal static class CredentialMark
{
    public const int SaltLength = 32;

    public static string Of(ConnectionScope scope, byte[] salt)
    {
        byte[] whose = Encoding.UTF8.GetBytes($"{Origin.Of(scope.ApiUri)}\n{scope.Kind}\n{scope.Account}\n");
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, salt);
        hash.AppendData(whose);
        if (scope.Kind != CredentialKind.Basic)
        {
            hash.AppendData(MemoryMarshal.AsBytes(scope.Secret.Chars));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset(), 0, 16);
    }
}
