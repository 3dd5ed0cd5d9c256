using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow;

/// <summary>The characters of a secret, for interfaces that take text; pinned and wiped like <see cref="SecretBuffer"/>.</summary>
public sealed class SecretChars : IDisposable
{
    private readonly char[] _chars;
    private bool _disposed;

    /// <summary>Decodes a secret.</summary>
    /// <param name="utf8">The secret as UTF-8.</param>
    public SecretChars(ReadOnlySpan<byte> utf8)
    {
        _chars = GC.AllocateUninitializedArray<char>(Encoding.UTF8.GetCharCount(utf8), pinned: true);
        Encoding.UTF8.GetChars(utf8, _chars);
    }

#pragma warning disable MA0055 // No handle to guard, but memory to wipe where a caller forgot to dispose.
    /// <summary>Wipes what nobody disposed.</summary>
    ~SecretChars()
    {
        Wipe();
    }
#pragma warning restore MA0055

    /// <summary>The secret.</summary>
    public ReadOnlySpan<char> Chars
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _chars;
        }
    }

    /// <summary>Wipes the secret.</summary>
    public void Dispose()
    {
        Wipe();
        _disposed = true;
        GC.SuppressFinalize(this);
    }

    /// <summary>Says nothing about the content.</summary>
    public override string ToString() => "****";

    private void Wipe() => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_chars.AsSpan()));
}
