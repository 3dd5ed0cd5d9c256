using System.Security.Cryptography;
using System.Text;
using DevFlow.Core.Connections;
using DevFlow.Core.Http;

namespace DevFlow.Core.Limits;

/// <summary>
/// Whose limits a connection draws on, as a hash under a salt. Platforms count an account's calls, whichever of its tokens
/// makes them, and a token that is renewed keeps its account; a connection that does not know its account yet stands alone.
/// </summary>
internal static class AccountMark
{
    public const int SaltLength = 32;

    public static string Of(ConnectionScope scope, byte[] salt)
    {
        string whose = scope.Account is { } account ? $"account\n{account}" : $"connection\n{scope.Name}";
        byte[] mark = HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes($"{Origin.Of(scope.ApiUri)}\n{whose}"));
        return Convert.ToHexStringLower(mark, 0, 16);
    }
}
