using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>The memory of a <see cref="MemoryState"/>: a header, then buckets. This one is the process's own.</summary>
internal unsafe class LimiterMemory : IDisposable
{
    /// <summary>Sets of buckets: a key has its place in one of them, so that looking for it is short.</summary>
    public const int Sets = 128;

    public const int Ways = 8;

    private readonly byte* _base;

    public LimiterMemory()
        : this((byte*)NativeMemory.AllocZeroed((nuint)Length))
    {
    }

    protected LimiterMemory(byte* memory) => _base = memory;

    public static int Length => HeaderLength + (Sets * Ways * Unsafe.SizeOf<BucketState>());

    /// <summary>True where other processes may be inside.</summary>
    public virtual bool IsShared => false;

    public ref StateHeader Header => ref *(StateHeader*)_base;

    // A page, so that buckets keep their places when the header grows.
    private static int HeaderLength => 4096;

    protected byte* Base => _base;

    public ref BucketState Bucket(int place)
    {
        Debug.Assert(place is >= 0 and < Sets * Ways, "A place is made by PlaceOf alone.");
        return ref ((BucketState*)(_base + HeaderLength))[place];
    }

    /// <summary>The place of a bucket; one that has none gets that of the bucket of its set that is missed least.</summary>
    public int PlaceOf(in BucketKey key, RateLimitKind kind, long now)
    {
        int first = (int)(key.Low % Sets) * Ways;
        int best = first;
        for (int place = first; place < first + Ways; place++)
        {
            ref BucketState state = ref Bucket(place);
            if (state.Key == key)
            {
                return place;
            }

            best = IsMissedLess(ref state, ref Bucket(best), now) ? place : best;
        }

        Bucket(best).Begin(key, kind, now);
        return best;
    }

    /// <summary>Gives a process its place among those that share the memory. What lies there is not to be trusted further than it makes sense.</summary>
    public int Register(long identity, long now)
    {
        Repair(now);
        for (int i = 0; i < Shares.Count; i++)
        {
            ref ProcessSlot slot = ref Header.Processes[i];
            if (slot.Identity == 0)
            {
                slot.Identity = identity;
                return i;
            }
        }

        throw new InvalidOperationException($"{Shares.Count} processes use it already");
    }

    /// <summary>Gives back what a process had under way that is gone: it may have been counted.</summary>
    public void Abandon(int process, long identity, long now)
    {
        ref ProcessSlot slot = ref Header.Processes[process];
        if (slot.Identity != identity)
        {
            return;
        }

        for (int place = 0; place < Sets * Ways; place++)
        {
            ref BucketState state = ref Bucket(place);
            if (state.Key != default)
            {
                state.Abandon(process, now);
            }
        }

        slot.Identity = 0;
    }

    /// <summary>Mends what makes no sense.</summary>
    public void Repair(long now)
    {
        ref StateHeader header = ref Header;
        header.Clock = header.Clock.IsSane(now) ? header.Clock : default;
        header.BlockedUntil = header.BlockedUntil > now + TimeSpan.TicksPerDay ? 0 : header.BlockedUntil;
        for (int place = 0; place < Sets * Ways; place++)
        {
            ref BucketState state = ref Bucket(place);
            if (state.Key != default)
            {
                state.Repair(now);
            }
        }
    }

    /// <summary>Enters, waiting for other processes.</summary>
    /// <returns>True where a process died inside, so that what it left has to be mended.</returns>
    public virtual bool Enter() => false;

    public virtual void Exit()
    {
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    protected virtual void Free() => NativeMemory.Free(_base);

    private static bool IsMissedLess(ref BucketState state, ref BucketState other, long now) =>
        (state.IsNeeded(now), !state.IsIdle, state.UsedAt).CompareTo((other.IsNeeded(now), !other.IsIdle, other.UsedAt)) < 0;
}
