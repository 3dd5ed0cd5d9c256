using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Plugins;

/// <summary>
/// The file <c>plugins/plugins.json</c>: a line <c>devflow-plugins/1 &lt;HMAC-SHA256 in hexadecimal digits&gt;</c>, then the record as JSON.
/// The key comes from the credential store's index key, so that only who can open the store can say what code runs; it outlives changes of the
/// root key.
/// </summary>
internal sealed class SealedRecord
{
    private const string Form = "devflow-plugins/1 ";

    private readonly byte[] _seal;
    private readonly byte[] _body;

    private SealedRecord(PluginRecord record, byte[] seal, byte[] body) => (Record, _seal, _body) = (record, seal, body);

    /// <summary>Of a home where nothing was ever decided; there is nothing to seal.</summary>
    public static SealedRecord None { get; } = new(PluginRecord.Empty, [], []);

    /// <summary>What it says. Trusted only after <see cref="IsSealedBy"/>; until then it is good for names in lists.</summary>
    public PluginRecord Record { get; }

    public static SealedRecord Create(PluginRecord record, StoreKeys keys)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(record, PluginJson.Default.PluginRecord);
        return new SealedRecord(record, keys.SignPlugins(body), body);
    }

    /// <exception cref="FormatException">It is no such file.</exception>
    public static SealedRecord Parse(byte[] content)
    {
        int end = Array.IndexOf(content, (byte)'\n');
        string first = end < 0 ? "" : Encoding.ASCII.GetString(content, 0, end);
        if (!first.StartsWith(Form, StringComparison.Ordinal))
        {
            throw new FormatException("it does not begin as DevFlow writes it");
        }

        byte[] body = content[(end + 1)..];
        try
        {
            PluginRecord record = JsonSerializer.Deserialize(body, PluginJson.Default.PluginRecord) ?? throw new FormatException("it is empty");
            return record.Plugins.Any(static plugin => plugin is null || !PluginManifest.IsId(plugin.Id) || !PackagePath.IsSafe(plugin.Folder) || plugin.Folder.Contains('/', StringComparison.Ordinal))
                ? throw new FormatException("an entry in it is no plugin's")
                : new SealedRecord(record, Convert.FromHexString(first[Form.Length..]), body);
        }
        catch (JsonException error)
        {
            throw new FormatException(error.Message, error);
        }
    }

    public bool IsSealedBy(StoreKeys keys) => CryptographicOperations.FixedTimeEquals(keys.SignPlugins(_body), _seal);

    public byte[] ToBytes() => [.. Encoding.ASCII.GetBytes(Form), .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(_seal)), (byte)'\n', .. _body];
}
