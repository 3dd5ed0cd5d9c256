using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Platforms;

/// <summary>The credentials of HTTP's Basic scheme (RFC 7617, with UTF-8).</summary>
internal static class BasicCredential
{
    public static string Encode(string account, ReadOnlySpan<char> secret)
    {
        ArgumentNullException.ThrowIfNull(account);
        int accountLength = Encoding.UTF8.GetByteCount(account);
        byte[] pair = GC.AllocateUninitializedArray<byte>(accountLength + 1 + Encoding.UTF8.GetByteCount(secret), pinned: true);
        try
        {
            Encoding.UTF8.GetBytes(account, pair);
            pair[accountLength] = (byte)':';
            Encoding.UTF8.GetBytes(secret, pair.AsSpan(accountLength + 1));
            return Convert.ToBase64String(pair);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pair);
        }
    }
}
