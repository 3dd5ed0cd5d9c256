using System.Security.Cryptography;
using System.Text.Json;

namespace DevFlow.Core.Credentials;

/// <summary>The public file <c>store.json</c>: which store this is, and which root key opens it.</summary>
/// <remarks>
/// <code>
/// { "formatVersion": 1, "storeId": "hex, 16 bytes", "rootKeys": [ { "id": "hex, 16 bytes", "check": "hex, 32 bytes" } ] }
/// </code>
/// The check value is derived from root key, storeId and id together, so a change of either is noticed before any file is
/// opened. This version knows exactly one root key; a file with more was written by a later one.
/// </remarks>
internal sealed record StoreDescriptor(StoreId StoreId, RootKeyId RootKeyId, ReadOnlyMemory<byte> Check)
{
    public const int MaxLength = 64 * 1024;
    private const int FormatVersion = 1;

    public static StoreDescriptor Create(SecretBuffer rootKey)
    {
        StoreId storeId = new(RandomNumberGenerator.GetBytes(StoreId.Length));
        RootKeyId rootKeyId = new(RandomNumberGenerator.GetBytes(RootKeyId.Length));
        return new StoreDescriptor(storeId, rootKeyId, StoreKeys.CheckValue(rootKey, storeId, rootKeyId));
    }

    public static StoreDescriptor Parse(byte[] content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            JsonElement root = document.RootElement;
            if (root.GetProperty("formatVersion").GetInt32() != FormatVersion || root.GetProperty("rootKeys").GetArrayLength() != 1)
            {
                throw new EnvelopeException("its format is unknown to this version of DevFlow");
            }

            JsonElement key = root.GetProperty("rootKeys")[0];
            return new StoreDescriptor(
                new StoreId(Hex(root, "storeId", StoreId.Length)),
                new RootKeyId(Hex(key, "id", RootKeyId.Length)),
                Hex(key, "check", Aead.KeyLength));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EnvelopeException("it is no description of a store");
        }
    }

    public byte[] ToBytes()
    {
        using MemoryStream target = new();
        using (Utf8JsonWriter writer = new(target, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("formatVersion", FormatVersion);
            writer.WriteString("storeId", Convert.ToHexStringLower(StoreId.ToBytes()));
            writer.WriteStartArray("rootKeys");
            writer.WriteStartObject();
            writer.WriteString("id", Convert.ToHexStringLower(RootKeyId.ToBytes()));
            writer.WriteString("check", Convert.ToHexStringLower(Check.Span));
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return target.ToArray();
    }

    /// <summary>The store's keys; null where the root key is not the one the store was made with.</summary>
    public StoreKeys? TryUnlock(SecretBuffer rootKey)
    {
        byte[] check = StoreKeys.CheckValue(rootKey, StoreId, RootKeyId);
        return CryptographicOperations.FixedTimeEquals(check, Check.Span) ? new StoreKeys(rootKey, StoreId, RootKeyId) : null;
    }

    private static byte[] Hex(JsonElement parent, string name, int length)
    {
        byte[] bytes = Convert.FromHexString(parent.GetProperty(name).GetString() ?? "");
        return bytes.Length == length ? bytes : throw new FormatException();
    }
}
