using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>The beginning of the memory that the processes with one credential share.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StateHeader
{
    /// <summary>"DFLIMIT" and a zero byte.</summary>
    public const ulong MagicNumber = 0x0054494D494C4644;

    /// <summary>Changes with the layout of anything behind it.</summary>
    public const int CurrentVersion = 5;

    public ulong Magic;
    public int Version;

    /// <summary>The length of a bucket, which also tells builds apart that lay out memory differently.</summary>
    public int BucketSize;

    /// <summary>0, or the identity of the process that is inside.</summary>
    public long Lock;

    /// <summary>Until when the platform wants no calls at all, in ticks of the monotonic clock.</summary>
    public long BlockedUntil;
    public ServerClock Clock;
    public ProcessSlot.Table Processes;
}
