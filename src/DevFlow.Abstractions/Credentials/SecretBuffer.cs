using System.Security.Cryptography;
using System.Text;

namespace DevFlow;

/// <summary>
/// Secret bytes at one fixed place in memory, wiped when they are done with. Pinned, so that the garbage collector never
/// leaves a copy behind while it moves objects; it cannot protect against swap, dumps or a debugger.
/// </summary>
public sealed class SecretBuffer : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    /// <summary>Makes an empty buffer; whoever fills it writes all of it.</summary>
    /// <param name="length">In bytes.</param>
    public SecretBuffer(int length)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);
    }

    /// <summary>Copies a secret.</summary>
    /// <param name="bytes">The secret.</param>
    public SecretBuffer(ReadOnlySpan<byte> bytes)
        : this(bytes.Length)
    {
        bytes.CopyTo(_bytes);
    }

#pragma warning disable MA0055 // No handle to guard, but memory to wipe where a caller forgot to dispose.
    /// <summary>Wipes what nobody disposed.</summary>
    ~SecretBuffer()
    {
        CryptographicOperations.ZeroMemory(_bytes);
    }
#pragma warning restore MA0055

    /// <summary>In bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The secret.</summary>
    public ReadOnlySpan<byte> Bytes => Writable;

    /// <summary>For whoever fills the buffer.</summary>
    public Span<byte> Writable
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>The same memory, for asynchronous callers.</summary>
    public ReadOnlyMemory<byte> Memory => WritableMemory;

    /// <summary>The same memory, for whoever fills the buffer asynchronously.</summary>
    public Memory<byte> WritableMemory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>Encodes characters as UTF-8 without a string or an unpinned copy on the way.</summary>
    /// <param name="chars">The characters.</param>
    /// <returns>The buffer; the caller disposes it.</returns>
    public static SecretBuffer FromChars(ReadOnlySpan<char> chars)
    {
        SecretBuffer buffer = new(Encoding.UTF8.GetByteCount(chars));
        Encoding.UTF8.GetBytes(chars, buffer._bytes);
        return buffer;
    }

    /// <summary>Decodes the bytes as UTF-8 into a buffer that is wiped like this one.</summary>
    /// <returns>The characters; the caller disposes them.</returns>
    public SecretChars ToChars() => new(Bytes);

    /// <summary>Wipes the secret.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
        GC.SuppressFinalize(this);
    }

    /// <summary>Says nothing about the content, not even its length.</summary>
    public override string ToString() => "****";
}
