using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace DevFlow.Core.Credentials;

/// <summary>One way to open the store, as <c>store.json</c> keeps it: the root key, sealed under a key that comes from outside.</summary>
/// <param name="Id">16 hexadecimal digits.</param>
/// <param name="Kind">Where the key comes from.</param>
/// <param name="AddedUtcMs">Unix time.</param>
/// <param name="Parameters">What its holder needs to find the key again; public.</param>
/// <param name="RootKey">The root key, a <see cref="SealedKey"/> whose associated data is <see cref="Bind"/>.</param>
internal sealed record UnlockSlot(
    string Id,
    UnlockMethodKind Kind,
    long AddedUtcMs,
    ImmutableSortedDictionary<string, string> Parameters,
    ReadOnlyMemory<byte> RootKey)
{
    private const int IdLength = 8;

    public static ImmutableSortedDictionary<string, string> NoParameters { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The name in messages.</summary>
    public string Name => $"{Kind} {Id}";

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength));

    /// <summary>What the sealed root key is bound to: it opens in no other store, slot or root key, nor with other parameters.</summary>
    public byte[] Bind(StoreId storeId, RootKeyId rootKeyId)
    {
        using MemoryStream target = new();
        target.Write(storeId.Value.ToBytes());
        target.Write(rootKeyId.Value.ToBytes());
        using (Utf8JsonWriter writer = new(target))
        {
            writer.WriteStartObject();
            WriteProperties(writer);
            writer.WriteEndObject();
        }

        return target.ToArray();
    }

    public UnlockSlot Seal(StoreId storeId, RootKeyId rootKeyId, SecretBuffer key, SecretBuffer rootKey) =>
        this with { RootKey = SealedKey.Seal(key, rootKey, Bind(storeId, rootKeyId)) };

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteProperties(writer);
        writer.WriteBase64String("rootKey", RootKey.Span);
        writer.WriteEndObject();
    }

    public static UnlockSlot Parse(JsonElement slot)
    {
        string id = slot.GetProperty("id").GetString()!;
        if (Convert.FromHexString(id).Length != IdLength
            || !Enum.TryParse(slot.GetProperty("kind").GetString(), out UnlockMethodKind kind) || !Enum.IsDefined(kind))
        {
            throw new EnvelopeException("it names a method to open it that this version of DevFlow does not know");
        }

        return new UnlockSlot(
            id,
            kind,
            slot.GetProperty("addedUtcMs").GetInt64(),
            slot.GetProperty("parameters").EnumerateObject().ToImmutableSortedDictionary(
                static parameter => parameter.Name, static parameter => parameter.Value.GetString() ?? throw new FormatException(), StringComparer.Ordinal),
            StoreDescriptor.ReadSealedKey(slot, "rootKey"));
    }

    private void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteString("id", Id);
        writer.WriteString("kind", Kind.ToString());
        writer.WriteNumber("addedUtcMs", AddedUtcMs);
        writer.WriteStartObject("parameters");
        foreach ((string name, string value) in Parameters)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }
}
