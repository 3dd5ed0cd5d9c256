using System.Text.Json;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Sandbox.Slack;

/// <summary>Slack's own description of its events, as far as it still holds: it was written in 2018.</summary>
internal static class SlackEventDescription
{
    /// <summary>What the description asks for and Slack no longer sends, or sends otherwise.</summary>
    private static readonly Dictionary<string, string> KnownFaults = new(StringComparer.Ordinal)
    {
        ["$.authed_users"] = "Replaced by authorizations in 2021.",
    };

    /// <summary>Checks the members the description requires and their types, the event's own as well as the envelope's.</summary>
    public static void AssertFits(JsonElement payload)
    {
        string? path = RepositoryRoot.SharedData("specs", "slack-events.json");
        Assert.SkipWhen(path is null, "The vendor's descriptions are not on this machine (DEVFLOW_TESTDATA).");
        JsonElement description = JsonElement.Parse(File.ReadAllBytes(path!));
        Check(description.GetProperty("components").GetProperty("schemas").GetProperty("GenericEventWrapper"), payload, "$");
        string topic = payload.GetProperty("event").GetProperty("type").GetString()!.Replace('_', '.');

        // The topic "message" describes a deleted one; an ordinary one is told by its subscription.
        topic = topic == "message" ? "message.channels" : topic;
        if (description.GetProperty("topics").TryGetProperty(topic, out JsonElement described))
        {
            Check(described.GetProperty("subscribe").GetProperty("payload"), payload, "$");
        }
    }

    private static void Check(JsonElement schema, JsonElement value, string place)
    {
        if (schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String)
        {
            Assert.True(IsOf(type.GetString()!, value), $"{place} has to be of type {type}: {value}");
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (string name in required.EnumerateArray().Select(item => item.GetString()!))
            {
                Assert.True(value.TryGetProperty(name, out _) || KnownFaults.ContainsKey($"{place}.{name}"), $"{place}.{name} is missing: {value}");
            }
        }

        if (schema.TryGetProperty("properties", out JsonElement properties))
        {
            foreach (JsonProperty property in properties.EnumerateObject().Where(property => value.TryGetProperty(property.Name, out _)))
            {
                Check(property.Value, value.GetProperty(property.Name), $"{place}.{property.Name}");
            }
        }
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" or "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => true,
    };
}
