using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>Why a call has to wait.</summary>
/// <param name="Bucket">The bucket that will be there last; null where the platform wants no calls at all.</param>
/// <param name="Until">When it is worth to look again, in ticks of the monotonic clock; the maximum where an answer of this process will tell.</param>
/// <param name="Reason">What is the matter.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Shortage(Bucket? Bucket, long Until, ShortageReason Reason)
{
    /// <summary>True where <see cref="Until"/> is when units come back, and not only when to look again.</summary>
    public bool IsDated => Reason is ShortageReason.Exhausted or ShortageReason.Refused;
}
