using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>Views: what the app gave, and what Slack adds.</summary>
internal static class ViewJson
{
    private static readonly string[] Given =
        ["type", "title", "submit", "close", "blocks", "private_metadata", "callback_id", "external_id", "clear_on_close", "notify_on_close"];

    /// <param name="writer">Where to.</param>
    /// <param name="view">What.</param>
    /// <param name="workspace">Where.</param>
    /// <param name="values">What the person has put in; undefined: nothing.</param>
    public static void Write(Utf8JsonWriter writer, SlackView view, Workspace workspace, JsonElement values = default)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, view.Id);
        writer.WriteString("team_id"u8, workspace.Id);
        writer.WriteString("app_id"u8, view.App.Id);
        writer.WriteString("app_installed_team_id"u8, workspace.Id);
        writer.WriteString("bot_id"u8, view.App.BotId);
        foreach (string name in Given)
        {
            writer.WritePropertyName(name);
            if (view.Content.TryGetProperty(name, out JsonElement value))
            {
                value.WriteTo(writer);
            }
            else
            {
                WriteMissing(writer, name);
            }
        }

        writer.WriteStartObject("state"u8);
        writer.WritePropertyName("values"u8);
        if (values.ValueKind == JsonValueKind.Object)
        {
            values.WriteTo(writer);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteString("hash"u8, view.Hash);
        writer.WriteString("root_view_id"u8, (view.Root ?? view).Id);
        writer.WriteString("previous_view_id"u8, view.Previous?.Id);
        writer.WriteEndObject();
    }

    private static void WriteMissing(Utf8JsonWriter writer, string name)
    {
        switch (name)
        {
            case "clear_on_close" or "notify_on_close":
                writer.WriteBooleanValue(false);
                break;
            case "private_metadata" or "callback_id" or "external_id":
                writer.WriteStringValue("");
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
