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
        Debug.Assert(place is >= 0 and < Sets * Ways, "A place is made by Find alone.");
        return ref ((BucketState*)(_base + HeaderLength))[place];
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
}
