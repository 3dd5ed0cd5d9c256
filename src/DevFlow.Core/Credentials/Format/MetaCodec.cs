using System.Buffers.Binary;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>The text of part C: what is known about a credential without its secret.</summary>
/// <remarks>
/// Little-endian; a string is a u16 byte count and that many bytes of strict UTF-8:
/// <code>
/// layout       u16    1
/// name         string as the user wrote it
/// platform     string
/// origin       string absolute URI
/// account      string
/// scopeCount   u16, then as many strings
/// expiresUtcMs i64    Unix time; the smallest i64 where no expiry is known
/// </code>
/// Nothing may follow. Kind, version and time of storing stand in the header, which is authenticated but not encrypted.
/// </remarks>
internal static class MetaCodec
{
    private const ushort Layout = 1;
    private const long NoExpiry = long.MinValue;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Encode(Credential credential)
    {
        using MemoryStream target = new();
        using BinaryWriter writer = new(target, Utf8);
        writer.Write(Layout);
        Write(writer, credential.Name);
        Write(writer, credential.Platform);
        Write(writer, credential.Origin.IsAbsoluteUri ? credential.Origin.AbsoluteUri : throw Invalid("the origin is no absolute address"));
        Write(writer, credential.Account);
        writer.Write(Count(credential.Scopes.Count));
        foreach (string scope in credential.Scopes)
        {
            Write(writer, scope);
        }

        writer.Write(credential.ExpiresAt?.ToUnixTimeMilliseconds() ?? NoExpiry);
        writer.Flush();
        return target.ToArray();
    }

    public static Credential Decode(ReadOnlySpan<byte> bytes, EnvelopeHeader header)
    {
        try
        {
            Reader reader = new(bytes);
            if (reader.UInt16() != Layout)
            {
                throw new EnvelopeException("its description is of a layout unknown to this version of DevFlow");
            }

            Credential credential = new()
            {
                Name = reader.String(),
                Platform = reader.String(),
                Origin = new Uri(reader.String(), UriKind.Absolute),
                Account = reader.String(),
                Scopes = reader.Strings(),
                ExpiresAt = reader.Int64() is long expiry and not NoExpiry ? DateTimeOffset.FromUnixTimeMilliseconds(expiry) : null,
                Kind = header.Kind,
                Version = header.Version,
                StoredAt = DateTimeOffset.FromUnixTimeMilliseconds(header.CreatedUtcMs),
            };
            return reader.IsAtEnd ? credential : throw new EnvelopeException("something follows its description");
        }
        catch (Exception error) when (error is ArgumentException or UriFormatException)
        {
            throw new EnvelopeException("its description cannot be read");
        }
    }

    private static void Write(BinaryWriter writer, string text)
    {
        byte[] bytes;
        try
        {
            bytes = Utf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw Invalid("a text in it is no valid Unicode");
        }

        writer.Write(Count(bytes.Length));
        writer.Write(bytes);
    }

    private static ushort Count(int count) =>
        count <= ushort.MaxValue ? (ushort)count : throw Invalid("it describes more than the store can hold");

    private static DevFlowException Invalid(string cause) =>
        new(ErrorReason.InvalidArgument, $"The credential cannot be stored: {cause}.", "Correct the value and store the credential again.");

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

        public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

        public string String() => Utf8.GetString(Take(UInt16()));

        public string[] Strings()
        {
            int count = UInt16();
            List<string> strings = [];
            for (int index = 0; index < count; index++)
            {
                strings.Add(String());
            }

            return [.. strings];
        }

        private ReadOnlySpan<byte> Take(int length)
        {
            ReadOnlySpan<byte> taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }
    }
}
