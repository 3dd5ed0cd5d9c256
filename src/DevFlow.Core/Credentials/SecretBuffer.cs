using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>
/// Secret bytes at one fixed place in memory, wiped when they are done with. Pinned, so that the garbage collector never
/// leaves a copy behind while it moves objects; it cannot protect against swap, dumps or a debugger.
/// </summary>
internal sealed class SecretBuffer : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    public SecretBuffer(int length)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);
    }

    public SecretBuffer(ReadOnlySpan<byte> bytes)
        : this(bytes.Length)
    {
        bytes.CopyTo(_bytes);
    }

#pragma warning disable MA0055 // No handle to guard, but memory to wipe where a caller forgot to dispose.
    ~SecretBuffer()
    {
        CryptographicOperations.ZeroMemory(_bytes);
    }
#pragma warning restore MA0055

    public int Length => _bytes.Length;

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
    public ReadOnlyMemory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>Encodes characters as UTF-8 without a string or an unpinned copy on the way.</summary>
    public static SecretBuffer FromChars(ReadOnlySpan<char> chars)
    {
        SecretBuffer buffer = new(Encoding.UTF8.GetByteCount(chars));
        Encoding.UTF8.GetBytes(chars, buffer._bytes);
        return buffer;
    }

    /// <summary>Decodes the bytes as UTF-8 into a buffer that is wiped like this one.</summary>
    public SecretChars ToChars() => new(Bytes);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
        GC.SuppressFinalize(this);
    }

    /// <summary>Says nothing about the content, not even its length.</summary>
    public override string ToString() => "****";
}
