using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>The characters of a secret, for interfaces that take text; pinned and wiped like <see cref="SecretBuffer"/>.</summary>
internal sealed class SecretChars : IDisposable
{
    private readonly char[] _chars;
    private bool _disposed;

    public SecretChars(ReadOnlySpan<byte> utf8)
    {
        _chars = GC.AllocateUninitializedArray<char>(Encoding.UTF8.GetCharCount(utf8), pinned: true);
        Encoding.UTF8.GetChars(utf8, _chars);
    }

#pragma warning disable MA0055 // No handle to guard, but memory to wipe where a caller forgot to dispose.
    ~SecretChars()
    {
        Wipe();
    }
#pragma warning restore MA0055

    public ReadOnlySpan<char> Chars
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _chars;
        }
    }

    public void Dispose()
    {
        Wipe();
        _disposed = true;
        GC.SuppressFinalize(this);
    }

    public override string ToString() => "****";

    private void Wipe() => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_chars.AsSpan()));
}
