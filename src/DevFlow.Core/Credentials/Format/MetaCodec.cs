using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>The text of part C: what is known about a credential without its secret.</summary>
/// <remarks>
/// Little-endian; a string is a u16 byte count and that many bytes of strict UTF-8:
/// <code>
/// layout           u16    1
/// name             string as the user wrote it
/// platform         string
/// origin           string absolute URI
/// account          string
/// scopeCount       u16, then as many strings
/// expires          time   i64: Unix time in ms; the smallest i64 where there is none
/// refreshAt        time
/// refreshExpires   time
/// refreshStarted   time   the mark of a renewal that is under way
/// flags            u8     1: holds a refresh token; 2: the platform refused to renew it
/// attributeCount   u16, then as many pairs of strings, by name
/// </code>
/// Nothing may follow. Kind, version and time of storing stand in the header, which is authenticated but not encrypted. The mark
/// needs no fingerprint of the refresh token it is for: both are in one file, which is replaced as a whole.
/// </remarks>
internal static class MetaCodec
{
    private const ushort Layout = 1;
    private const long NoTime = long.MinValue;
    private const byte CanRefresh = 1;
    private const byte IsRefused = 2;
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

        Write(writer, credential.ExpiresAt);
        Write(writer, credential.RefreshAt);
        Write(writer, credential.RefreshExpiresAt);
        Write(writer, credential.RefreshStartedAt);
        writer.Write((byte)((credential.CanRefresh ? CanRefresh : 0) | (credential.State == CredentialState.NeedsReauthentication ? IsRefused : 0)));
        writer.Write(Count(credential.Attributes.Count));
        foreach ((string name, string value) in credential.Attributes.OrderBy(static attribute => attribute.Key, StringComparer.Ordinal))
        {
            Write(writer, name);
            Write(writer, value);
        }

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
                ExpiresAt = reader.Time(),
                RefreshAt = reader.Time(),
                RefreshExpiresAt = reader.Time(),
                RefreshStartedAt = reader.Time(),
                Kind = header.Kind,
                Version = header.Version,
                StoredAt = DateTimeOffset.FromUnixTimeMilliseconds(header.CreatedUtcMs),
            };
            byte flags = reader.Byte();
            credential = credential with
            {
                CanRefresh = (flags & CanRefresh) != 0,
                State = (flags & IsRefused) != 0 ? CredentialState.NeedsReauthentication : CredentialState.Active,
                Attributes = reader.Pairs(),
            };
            return reader.IsAtEnd && (flags & ~(CanRefresh | IsRefused)) == 0 ? credential : throw new EnvelopeException("something follows its description");
        }
        catch (Exception error) when (error is ArgumentException or UriFormatException)
        {
            throw new EnvelopeException("its description cannot be read");
        }
    }

    private static void Write(BinaryWriter writer, DateTimeOffset? time) => writer.Write(time?.ToUnixTimeMilliseconds() ?? NoTime);

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

        public byte Byte() => Take(1)[0];

        public DateTimeOffset? Time() =>
            BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))) is long time and not NoTime ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

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

        public IReadOnlyDictionary<string, string> Pairs()
        {
            int count = UInt16();
            Dictionary<string, string> pairs = new(StringComparer.Ordinal);
            for (int index = 0; index < count; index++)
            {
                pairs.Add(String(), String());
            }

            return count == 0 ? ReadOnlyDictionary<string, string>.Empty : pairs;
        }

        private ReadOnlySpan<byte> Take(int length)
        {
            ReadOnlySpan<byte> taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }
    }
}
