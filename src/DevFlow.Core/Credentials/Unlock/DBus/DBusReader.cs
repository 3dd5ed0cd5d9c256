using System.Buffers.Binary;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>Reads the body of a D-Bus message; what does not fit its length is an error and never read.</summary>
internal ref struct DBusReader(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private int _at;

    public readonly int Position => _at;

    public byte Byte() => Take(1)[0];

    public uint UInt32()
    {
        Align(sizeof(uint));
        return BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
    }

    /// <summary>A string or an object path.</summary>
    public string String()
    {
        string value = Encoding.UTF8.GetString(Bytes());
        Byte();
        return value;
    }

    public string Signature()
    {
        string value = Encoding.ASCII.GetString(Take(Byte()));
        Byte();
        return value;
    }

    public ReadOnlySpan<byte> Bytes() => Take(Length());

    /// <summary>An array of strings or object paths.</summary>
    public string[] Strings()
    {
        int length = Length();
        int end = _at + length;
        List<string> values = [];
        while (_at < end)
        {
            values.Add(String());
        }

        return [.. values];
    }

    public void Align(int size) => Take((size - (_at % size)) % size);

    // What is longer than the message ends too early, however long it says it is.
    private int Length() => (int)Math.Min(UInt32(), int.MaxValue - _body.Length);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _body.Length - _at)
        {
            throw new DBusException("a message ends too early");
        }

        ReadOnlySpan<byte> taken = _body.Slice(_at, count);
        _at += count;
        return taken;
    }
}
