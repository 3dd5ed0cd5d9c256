using System.Buffers.Binary;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>Writes values as D-Bus carries them: little-endian, each aligned to its own size.</summary>
/// <remarks>https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol-marshaling. Kept in pinned memory, since secrets pass.</remarks>
internal sealed class DBusWriter : IDisposable
{
    private const int Capacity = 4096;

    private readonly SecretBuffer _buffer = new(Capacity);
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.Bytes[.._length];

    public DBusWriter Byte(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    public DBusWriter UInt32(uint value)
    {
        Align(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);
        return this;
    }

    public DBusWriter Boolean(bool value) => UInt32(value ? 1u : 0u);

    /// <summary>A string or an object path.</summary>
    public DBusWriter String(string value)
    {
        UInt32((uint)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, Take(Encoding.UTF8.GetByteCount(value)));
        return Byte(0);
    }

    public DBusWriter Signature(string value)
    {
        Byte((byte)value.Length);
        Encoding.ASCII.GetBytes(value, Take(value.Length));
        return Byte(0);
    }

    public DBusWriter Bytes(ReadOnlySpan<byte> value)
    {
        UInt32((uint)value.Length);
        value.CopyTo(Take(value.Length));
        return this;
    }

    /// <summary>An array of structs or dictionary entries, which begin at multiples of eight.</summary>
    public DBusWriter Array(Action<DBusWriter> entries)
    {
        UInt32(0);
        int lengthAt = _length - sizeof(uint);
        Align(8);
        int start = _length;
        entries(this);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.Writable[lengthAt..], (uint)(_length - start));
        return this;
    }

    public DBusWriter Align(int size)
    {
        Take((size - (_length % size)) % size).Clear();
        return this;
    }

    /// <summary>Bytes that are aligned already.</summary>
    public DBusWriter Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Take(value.Length));
        return this;
    }

    public void Dispose() => _buffer.Dispose();

    private Span<byte> Take(int count)
    {
        Span<byte> taken = _buffer.Writable.Slice(_length, count);
        _length += count;
        return taken;
    }
}
