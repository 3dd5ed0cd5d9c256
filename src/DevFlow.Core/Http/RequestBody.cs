using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevFlow.Core.Http;

/// <summary>Shows the body of a request to a person: what is secret by its name is left out, whatever it looks like.</summary>
internal static class RequestBody
{
    private const string Hidden = "****";
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] SecretWords = ["secret", "token", "password", "passphrase", "private_key", "privatekey", "authorization"];

    public static string Show(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) is { } root ? Hide(root).ToJsonString(Layout) : "null";
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(body);
        }
    }

    private static JsonNode Hide(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? value) in members.ToArray())
                {
                    if (value is JsonValue && Array.Exists(SecretWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
                    {
                        members[name] = Hidden;
                    }
                    else if (value is not null)
                    {
                        Hide(value);
                    }
                }

                break;
            case JsonArray items:
                foreach (JsonNode item in items.OfType<JsonNode>())
                {
                    Hide(item);
                }

                break;
        }

        return node;
    }
}
