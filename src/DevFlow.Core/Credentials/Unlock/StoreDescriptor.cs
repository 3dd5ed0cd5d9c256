using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace DevFlow.Core.Credentials;

/// <summary>The public file <c>store.json</c>: which store this is, and how to get at its keys.</summary>
/// <remarks>
/// <code>
/// { "formatVersion": 1,
///   "storeId": "hex, 16 bytes",
///   "rootKey": { "id": "hex, 16 bytes", "indexKey": "sealed key" },
///   "previousRootKey": { "id": "hex, 16 bytes", "key": "sealed key" },      only while a change of the root key is under way
///   "methods": [ { "id": ..., "kind": ..., "addedUtcMs": ..., "parameters": { ... }, "rootKey": "sealed key" } ],
///   "mac": "hex, 32 bytes" }
/// </code>
/// Sealed keys are in Base64. The index key is random, belongs to the store for ever and is sealed under each root key, so
/// that file names outlive a root key. mac = HMAC-SHA256(K_header, the file as it would be without the property mac).
/// A file that is not byte for byte what <see cref="ToBytes"/> makes of it is refused: nothing in it is unauthenticated.
/// </remarks>
internal sealed record StoreDescriptor(
    StoreId StoreId,
    RootKeyId RootKeyId,
    ReadOnlyMemory<byte> IndexKey,
    (RootKeyId Id, ReadOnlyMemory<byte> Key)? Previous,
    ImmutableArray<UnlockSlot> Slots,
    ReadOnlyMemory<byte> Mac)
{
    public const int MaxLength = 64 * 1024;
    private const int FormatVersion = 1;
    private const int MaxSlots = 32;

    public static StoreDescriptor Parse(byte[] content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            StoreDescriptor descriptor = Read(document.RootElement);
            return descriptor.ToBytes().AsSpan().SequenceEqual(content)
                ? descriptor
                : throw new EnvelopeException("it is not as DevFlow writes it");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException)
        {
            throw new EnvelopeException("it is no description of a store");
        }
    }

    /// <summary>A sealed key out of a property.</summary>
    public static byte[] ReadSealedKey(JsonElement parent, string name) => Sized(parent.GetProperty(name).GetBytesFromBase64(), SealedKey.Length);

    public byte[] ToBytes() => ToBytes(withMac: true);

    /// <summary>The same with the MAC of these keys.</summary>
    public StoreDescriptor Sign(StoreKeys keys) => this with { Mac = keys.SignHeader(ToBytes(withMac: false)) };

    public bool IsSignedBy(StoreKeys keys) => CryptographicOperations.FixedTimeEquals(keys.SignHeader(ToBytes(withMac: false)), Mac.Span);

    private static StoreDescriptor Read(JsonElement root)
    {
        if (root.GetProperty("formatVersion").GetInt32() != FormatVersion)
        {
            throw new EnvelopeException("its format is unknown to this version of DevFlow");
        }

        JsonElement rootKey = root.GetProperty("rootKey");
        JsonElement methods = root.GetProperty("methods");
        return methods.GetArrayLength() is < 1 or > MaxSlots
            ? throw new EnvelopeException("it has no methods to open it, or too many")
            : new StoreDescriptor(
                new StoreId(new Id128(Hex(root, "storeId", Id128.Length))),
                new RootKeyId(new Id128(Hex(rootKey, "id", Id128.Length))),
                ReadSealedKey(rootKey, "indexKey"),
                root.TryGetProperty("previousRootKey", out JsonElement previous)
                    ? (new RootKeyId(new Id128(Hex(previous, "id", Id128.Length))), ReadSealedKey(previous, "key"))
                    : null,
                [.. methods.EnumerateArray().Select(UnlockSlot.Parse)],
                Hex(root, "mac", HMACSHA256.HashSizeInBytes));
    }

    private byte[] ToBytes(bool withMac)
    {
        using MemoryStream target = new();
        using (Utf8JsonWriter writer = new(target, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("formatVersion", FormatVersion);
            writer.WriteString("storeId", StoreId.ToString());
            writer.WriteStartObject("rootKey");
            writer.WriteString("id", RootKeyId.ToString());
            writer.WriteBase64String("indexKey", IndexKey.Span);
            writer.WriteEndObject();
            if (Previous is var (id, key))
            {
                writer.WriteStartObject("previousRootKey");
                writer.WriteString("id", id.ToString());
                writer.WriteBase64String("key", key.Span);
                writer.WriteEndObject();
            }

            writer.WriteStartArray("methods");
            foreach (UnlockSlot slot in Slots)
            {
                slot.Write(writer);
            }

            writer.WriteEndArray();
            if (withMac)
            {
                writer.WriteString("mac", Convert.ToHexStringLower(Mac.Span));
            }

            writer.WriteEndObject();
        }

        return target.ToArray();
    }

    private static byte[] Hex(JsonElement parent, string name, int length) =>
        Sized(Convert.FromHexString(parent.GetProperty(name).GetString() ?? ""), length);

    private static byte[] Sized(byte[] bytes, int length) => bytes.Length == length ? bytes : throw new FormatException();
}
