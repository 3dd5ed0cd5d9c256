using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>The few things the Secret Service needs of D-Bus: a bus on a Unix socket, calls one after another, all within one time limit.</summary>
/// <remarks>
/// A message: little-endian 'l' | type u8 | flags u8 | version u8 = 1 | body length u32 | serial u32 | header fields a(yv) |
/// padding to 8 | body. https://dbus.freedesktop.org/doc/dbus-specification.html
/// </remarks>
internal sealed class DBusConnection : IDisposable
{
    private const int MaxMessage = 64 * 1024;
    private const int FixedHeader = 16;
    private const byte MethodCall = 1;
    private const byte MethodReturn = 2;
    private const byte Error = 3;
    private const byte PathField = 1;
    private const byte InterfaceField = 2;
    private const byte MemberField = 3;
    private const byte ErrorNameField = 4;
    private const byte ReplySerialField = 5;
    private const byte DestinationField = 6;
    private const byte SignatureField = 8;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TimeSpan _patience;
    private uint _serial;

    private DBusConnection(TimeProvider time, TimeSpan patience)
    {
        _time = time;
        _started = time.GetTimestamp();
        _patience = patience;
    }

    /// <param name="address">As in <c>DBUS_SESSION_BUS_ADDRESS</c>.</param>
    /// <param name="time">Measures the patience.</param>
    /// <param name="patience">How long everything with this connection may take.</param>
    public static DBusConnection Open(string address, TimeProvider time, TimeSpan patience)
    {
        DBusConnection connection = new(time, patience);
        try
        {
            connection._socket.Connect(new UnixDomainSocketEndPoint(SocketPathIn(address)));
            connection.Authenticate();
            using DBusWriter nothing = new();
            connection.Call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", "", nothing).Dispose();
            return connection;
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            connection.Dispose();
            throw new DBusException(error.Message.TrimEnd('.'));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method and waits for its answer.</summary>
    /// <returns>The answer's body.</returns>
    public SecretBuffer Call(string destination, string path, string face, string member, string signature, DBusWriter arguments)
    {
        uint serial = ++_serial;
        using DBusWriter message = new();
        message.Byte((byte)'l').Byte(MethodCall).Byte(0).Byte(1).UInt32((uint)arguments.Written.Length).UInt32(serial).Array(fields =>
        {
            Field(fields, PathField, "o", path);
            Field(fields, DestinationField, "s", destination);
            Field(fields, InterfaceField, "s", face);
            Field(fields, MemberField, "s", member);
            if (signature.Length > 0)
            {
                fields.Align(8).Byte(SignatureField).Signature("g").Signature(signature);
            }
        });
        message.Align(8).Raw(arguments.Written);
        Send(message.Written);
        while (true)
        {
            if (TryReadAnswer(serial) is SecretBuffer body)
            {
                return body;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static void Field(DBusWriter fields, byte code, string signature, string value) =>
        fields.Align(8).Byte(code).Signature(signature).String(value);

    private static string SocketPathIn(string addresses)
    {
        foreach (string part in addresses.Split(';').Where(static address => address.StartsWith("unix:", StringComparison.Ordinal)).SelectMany(static address => address[5..].Split(',')))
        {
            (string key, string value) = part.IndexOf('=', StringComparison.Ordinal) is int at and > 0 ? (part[..at], Uri.UnescapeDataString(part[(at + 1)..])) : (part, "");
            switch (key)
            {
                case "path":
                    return value;
                case "abstract":
                    return '\0' + value; // Linux: a name that is no file
                default:
                    continue;
            }
        }

        throw new DBusException("the bus has an address that is no Unix socket");
    }

    // SASL EXTERNAL: the kernel tells the bus who we are, we only say whom we mean.
    private void Authenticate()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new DBusException("Windows has no session bus");
        }

        string user = Convert.ToHexString(Encoding.ASCII.GetBytes(UnixNative.UserId().ToString(CultureInfo.InvariantCulture)));
        Send(Encoding.ASCII.GetBytes($"\0AUTH EXTERNAL {user}\r\n"));
        StringBuilder line = new();
        byte[] next = new byte[1];
        while (line.Length < 256 && (line.Length == 0 || line[^1] != '\n'))
        {
            Receive(next);
            line.Append((char)next[0]);
        }

        if (!line.ToString().StartsWith("OK ", StringComparison.Ordinal))
        {
            throw new DBusException("the bus does not let this user in");
        }

        Send("BEGIN\r\n"u8);
    }

    private SecretBuffer? TryReadAnswer(uint serial)
    {
        byte[] start = new byte[FixedHeader];
        Receive(start);
        if (start[0] != (byte)'l')
        {
            throw new DBusException("the bus speaks in another byte order");
        }

        uint bodyLength = BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(4));
        uint fieldsLength = BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(12));
        if (bodyLength > MaxMessage || fieldsLength > MaxMessage)
        {
            throw new DBusException("a message is too long");
        }

        byte[] fields = new byte[(fieldsLength + 7) & ~7u];
        Receive(fields);
        SecretBuffer body = new((int)bodyLength);
        Receive(body.Writable);
        (uint? answers, string? error) = ReadFields(fields.AsSpan(0, (int)fieldsLength));
        if (answers != serial || start[1] is not (MethodReturn or Error))
        {
            body.Dispose();
            return null; // a signal, or an answer nobody waits for
        }

        if (start[1] == MethodReturn)
        {
            return body;
        }

        body.Dispose();
        throw new DBusException($"it answered {error ?? "with an error"}");
    }

    private static (uint? ReplySerial, string? ErrorName) ReadFields(ReadOnlySpan<byte> bytes)
    {
        DBusReader reader = new(bytes);
        uint? replySerial = null;
        string? errorName = null;
        while (reader.Position < bytes.Length)
        {
            reader.Align(8);
            byte code = reader.Byte();
            switch (reader.Signature())
            {
                case "u":
                    uint number = reader.UInt32();
                    replySerial = code == ReplySerialField ? number : replySerial;
                    break;
                case "s" or "o":
                    string text = reader.String();
                    errorName = code == ErrorNameField ? text : errorName;
                    break;
                case "g":
                    reader.Signature();
                    break;
                default:
                    throw new DBusException("a message has a header this program does not know");
            }
        }

        return (replySerial, errorName);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _socket.SendTimeout = Left();
            for (int sent = 0; sent < bytes.Length;)
            {
                sent += _socket.Send(bytes[sent..]);
            }
        }
        catch (SocketException error)
        {
            throw new DBusException(error.Message.TrimEnd('.'));
        }
    }

    private void Receive(Span<byte> target)
    {
        try
        {
            while (target.Length > 0)
            {
                _socket.ReceiveTimeout = Left();
                int read = _socket.Receive(target);
                target = read > 0 ? target[read..] : throw new DBusException("the bus hung up");
            }
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw TooSlow();
        }
        catch (SocketException error)
        {
            throw new DBusException(error.Message.TrimEnd('.'));
        }
    }

    private int Left()
    {
        int left = (int)(_patience - _time.GetElapsedTime(_started)).TotalMilliseconds;
        return left > 0 ? left : throw TooSlow();
    }

    private DBusException TooSlow() => new($"it did not answer within {_patience.TotalSeconds:0.#} seconds");
}
