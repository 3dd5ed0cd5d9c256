using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using DevFlow.Core.Files;

namespace DevFlow.Core.Limits;

/// <summary>Memory in a mapped file, which all processes with one credential share.</summary>
internal sealed unsafe class SharedMemory : LimiterMemory
{
    // A process that is inside works for a microsecond. One that was killed there is known by its absence; one that was stopped
    // there, by a debugger or SIGSTOP, is not waited for.
    private static readonly TimeSpan LookAfter = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly TimeProvider _time;

    private SharedMemory(MemoryMappedFile file, MemoryMappedViewAccessor view, byte* memory, TimeProvider time)
        : base(memory)
    {
        _file = file;
        _view = view;
        _time = time;
    }

    public override bool IsShared => true;

    /// <summary>Opens the file or makes it.</summary>
    /// <exception cref="InvalidDataException">It is not what this version of DevFlow makes.</exception>
    public static SharedMemory Open(string path, TimeProvider time)
    {
        StateHeader fresh = new() { Magic = StateHeader.MagicNumber, Version = StateHeader.CurrentVersion, BucketSize = Unsafe.SizeOf<BucketState>() };
        if (!File.Exists(path))
        {
            byte[] content = new byte[Length];
            Unsafe.WriteUnaligned(ref content[0], fresh);
            PrivateFile.TryCreate(path, content);
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (stream.Length != Length || (!OperatingSystem.IsWindows() && UnixNative.IsForeign(stream.SafeFileHandle)))
        {
            stream.Dispose();
            throw new InvalidDataException("it was made by another version of DevFlow or by another user");
        }

        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(stream, mapName: null, Length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.ReadWrite);
        byte* memory = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref memory);
        SharedMemory shared = new(file, view, memory + view.PointerOffset, time);
        ref StateHeader header = ref shared.Header;
        if (header.Magic == fresh.Magic && header.Version == fresh.Version && header.BucketSize == fresh.BucketSize)
        {
            return shared;
        }

        shared.Dispose();
        throw new InvalidDataException("it was made by another version of DevFlow or is damaged");
    }

    public override bool Enter()
    {
        ref long word = ref Header.Lock;
        return Interlocked.CompareExchange(ref word, ProcessIdentity.Value, 0) != 0 && EnterLate(ref word);
    }

    public override void Exit() => Volatile.Write(ref Header.Lock, 0);

    protected override void Free()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private bool EnterLate(ref long word)
    {
        SpinWait spin = default;
        long started = _time.GetTimestamp();
        TimeSpan nextLook = LookAfter;
        while (true)
        {
            long owner = Interlocked.CompareExchange(ref word, ProcessIdentity.Value, 0);
            if (owner == 0)
            {
                return false;
            }

            TimeSpan waited = _time.GetElapsedTime(started);
            if (waited > nextLook)
            {
                nextLook += LookAfter;
                if (!ProcessIdentity.IsAlive(owner) && Interlocked.CompareExchange(ref word, ProcessIdentity.Value, owner) == owner)
                {
                    return true;
                }
            }

            if (waited > Patience)
            {
                throw new TimeoutException($"process {owner >> 32} holds it and does not go on");
            }

            spin.SpinOnce();
        }
    }
}
