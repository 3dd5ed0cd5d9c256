using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>A repository as an app told of it: its own members, and its commits, branches and pull requests by id.</summary>
internal sealed class DevRepository(JsonElement head, JsonElement properties)
{
    public JsonElement Head { get; set; } = head;

    /// <summary>What the app marked it with.</summary>
    public JsonElement Properties { get; set; } = properties;

    public Dictionary<(string Kind, string Id), JsonElement> Entities { get; } = [];

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (JsonProperty member in Head.EnumerateObject())
        {
            if (!DevInfo.Kinds.Contains(member.Name, StringComparer.Ordinal))
            {
                member.WriteTo(writer);
            }
        }

        foreach (string kind in DevInfo.Kinds)
        {
            writer.WriteStartArray(kind);
            foreach (((string of, _), JsonElement entity) in Entities)
            {
                if (of == kind)
                {
                    entity.WriteTo(writer);
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
