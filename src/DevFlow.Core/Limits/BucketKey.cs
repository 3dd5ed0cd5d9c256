using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Core.Limits;

/// <summary>A bucket's name in memory that processes share: 128 bits of SHA-256 over what makes it the same bucket.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct BucketKey(ulong High, ulong Low)
{
    public static BucketKey Of(RateLimitPolicy policy, string? partition)
    {
        // The shape and the window are in it, so that two versions of a policy never reckon in one place.
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{policy.Name}\n{partition}\n{policy.Kind}\n{policy.Window.Ticks}"));
        return new(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));
    }
}
