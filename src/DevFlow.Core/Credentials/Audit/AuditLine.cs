using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace DevFlow.Core.Credentials;

/// <summary>One line of the audit log, chained to the line before and authenticated.</summary>
/// <remarks>
/// One JSON object, without blanks, in ASCII, ended by a line feed; what does not apply is left out:
/// <code>
/// {"v":1,"seq":7,"prev":"hex 64","ts":"2026-11-23T10:00:00.000Z","op":"Update","cred":"id","ver":2,"digest":"hex 64",
///  "fp":"hex 16","err":"StoreCorrupt","detail":"text","why":"text","target":"address","command":"cmdlet","script":"path","line":1,
///  "actor":{"user":"","host":"","pid":1,"program":"","remote":true,"ci":true},"mac":"hex 64"}
/// </code>
/// prev is the SHA-256 of the line before without its line feed, so that whoever has no key can check the chain, too. mac is
/// HMAC-SHA256(key of the segment, the bytes of the line before <c>,"mac"</c>).
/// </remarks>
internal static class AuditLine
{
    /// <summary>The longest text a user may add; it keeps a line short enough for one write.</summary>
    private const int MaxText = 1024;

    private const int HexHash = 2 * SHA256.HashSizeInBytes;
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private static ReadOnlySpan<byte> SequencePrefix => "{\"v\":1,\"seq\":"u8;

    private static ReadOnlySpan<byte> PreviousPrefix => ",\"prev\":\""u8;

    private static ReadOnlySpan<byte> MacPrefix => ",\"mac\":\""u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    private static int TailLength => MacPrefix.Length + HexHash + End.Length;

    /// <summary>The line that follows the position, without its line feed.</summary>
    public static byte[] Write(AuditRecord record, LogPosition after, ReadOnlySpan<byte> key)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("v", 1);
            json.WriteNumber("seq", after.Sequence + 1);
            json.WriteString("prev", Convert.ToHexStringLower(after.Hash));
            json.WriteString("ts", record.Time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("op", record.Operation.ToString());
            WriteCredential(json, record);
            WriteNote(json, record);
            WriteActor(json, record.Actor);
        }

        // The object stays open: its last member is the MAC of what stands before it.
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, buffer.WrittenSpan, mac);
        buffer.Write(MacPrefix);
        Convert.TryToHexStringLower(mac, buffer.GetSpan(HexHash), out int written);
        buffer.Advance(written);
        buffer.Write(End);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>True where the line was written with this key.</summary>
    public static bool IsAuthentic(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        if (line.Length < TailLength || !line.EndsWith(End) || !line[^TailLength..].StartsWith(MacPrefix))
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> hex = stackalloc byte[HexHash];
        HMACSHA256.HashData(key, line[..^TailLength], mac);
        Convert.TryToHexStringLower(mac, hex, out _);
        return CryptographicOperations.FixedTimeEquals(hex, line.Slice(line.Length - End.Length - HexHash, HexHash));
    }

    /// <summary>The number the line gives itself; 0 where it gives none.</summary>
    public static long SequenceOf(ReadOnlySpan<byte> line) =>
        line.StartsWith(SequencePrefix) && Utf8Parser.TryParse(line[SequencePrefix.Length..], out long sequence, out _) ? sequence : 0;

    /// <summary>True where the line names this hash as that of the line before.</summary>
    public static bool Follows(ReadOnlySpan<byte> line, ReadOnlySpan<byte> hash)
    {
        Span<byte> hex = stackalloc byte[HexHash];
        Convert.TryToHexStringLower(hash, hex, out _);
        return line.StartsWith(SequencePrefix)
            && Utf8Parser.TryParse(line[SequencePrefix.Length..], out long _, out int digits)
            && line[(SequencePrefix.Length + digits)..] is var rest
            && rest.StartsWith(PreviousPrefix)
            && rest[PreviousPrefix.Length..].StartsWith(hex);
    }

    /// <summary>
    /// What an authentic line says of what must be in the store, without the rest of it: it is all that opening the store needs, and a
    /// fifth of the work.
    /// </summary>
    public static LedgerChange ReadChange(ReadOnlySpan<byte> line)
    {
        LedgerChange change = default;
        try
        {
            Utf8JsonReader json = new(line);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName && !json.ValueTextEquals("actor"u8))
            {
                bool isOperation = json.ValueTextEquals("op"u8);
                bool isCredential = json.ValueTextEquals("cred"u8);
                bool isVersion = json.ValueTextEquals("ver"u8);
                bool isDigest = json.ValueTextEquals("digest"u8);
                json.Read();
                change = (isOperation, isCredential, isVersion, isDigest) switch
                {
                    (true, _, _, _) => change with { Operation = Enum.Parse<AuditOperation>(json.GetString()!) },
                    (_, true, _, _) => change with { Credential = CredentialId.TryParse(json.GetString()) ?? throw new FormatException() },
                    (_, _, true, _) => change with { Version = json.GetInt64() },
                    (_, _, _, true) => change with { Digest = Convert.FromHexString(json.GetString()!) },
                    _ => change,
                };
            }

            return change;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Unknown(line);
        }
    }

    /// <summary>What an authentic line says.</summary>
    public static AuditRecord Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            return new AuditRecord
            {
                Time = DateTimeOffset.ParseExact(Text(root, "ts")!, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                Operation = Enum.Parse<AuditOperation>(Text(root, "op")!),
                Credential = Text(root, "cred") is string id ? CredentialId.TryParse(id) ?? throw new FormatException() : null,
                Version = root.TryGetProperty("ver", out JsonElement version) ? version.GetInt64() : null,
                Digest = Text(root, "digest") is string digest ? Convert.FromHexString(digest) : null,
                Fingerprint = Text(root, "fp"),
                Error = Text(root, "err") is string error ? Enum.Parse<ErrorReason>(error) : null,
                Actor = ReadActor(root.GetProperty("actor")),
                Note = ReadNote(root),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Unknown(line.Span);
        }
    }

    private static EnvelopeException Unknown(ReadOnlySpan<byte> line) =>
        new($"its line {SequenceOf(line)} is of a form unknown to this version of DevFlow");

    private static void WriteCredential(Utf8JsonWriter json, AuditRecord record)
    {
        WriteText(json, "cred", record.Credential?.ToString());
        if (record.Version is long version)
        {
            json.WriteNumber("ver", version);
        }

        WriteText(json, "digest", record.Digest is byte[] digest ? Convert.ToHexStringLower(digest) : null);
        WriteText(json, "fp", record.Fingerprint);
        WriteText(json, "err", record.Error?.ToString());
    }

    private static void WriteNote(Utf8JsonWriter json, AuditRecord record)
    {
        WriteText(json, "detail", record.Note.Detail);
        WriteText(json, "why", record.Note.Why);
        WriteText(json, "target", record.Note.Target?.AbsoluteUri);
        if (record.Note.Caller is not AuditCaller caller)
        {
            return;
        }

        WriteText(json, "command", caller.Command);
        WriteText(json, "script", caller.Script);
        if (caller.Line is int line)
        {
            json.WriteNumber("line", line);
        }
    }

    private static void WriteActor(Utf8JsonWriter json, AuditActor actor)
    {
        json.WriteStartObject("actor");
        WriteText(json, "user", actor.User);
        WriteText(json, "host", actor.Host);
        json.WriteNumber("pid", actor.ProcessId);
        WriteText(json, "program", actor.Program);
        json.WriteBoolean("remote", actor.IsRemote);
        json.WriteBoolean("ci", actor.IsCi);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text.AsSpan(0, Math.Min(text.Length, MaxText)));
        }
    }

    private static AuditActor ReadActor(JsonElement actor) => new()
    {
        User = Text(actor, "user")!,
        Host = Text(actor, "host")!,
        ProcessId = actor.GetProperty("pid").GetInt32(),
        Program = Text(actor, "program")!,
        IsRemote = actor.GetProperty("remote").GetBoolean(),
        IsCi = actor.GetProperty("ci").GetBoolean(),
    };

    private static AuditNote ReadNote(JsonElement root)
    {
        AuditCaller? caller = Text(root, "command") is string command
            ? new AuditCaller(command, Text(root, "script"), root.TryGetProperty("line", out JsonElement line) ? line.GetInt32() : null)
            : null;
        return new AuditNote(Operation: null, Text(root, "why"), Text(root, "target") is string target ? new Uri(target) : null, caller, Text(root, "detail"));
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
