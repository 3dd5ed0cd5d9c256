using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>The payloads of slash commands, buttons and submitted views.</summary>
internal static class InteractionWriter
{
    /// <remarks>https://docs.slack.dev/interactivity/implementing-slash-commands</remarks>
    public static Interaction WriteCommand(
        Workspace workspace, SlackApp app, SlackUser user, Conversation channel, string command, string text, string responseUrl, string triggerId)
    {
        (string Name, string Value)[] fields =
        [
            ("token", app.VerificationToken),
            ("team_id", workspace.Id),
            ("team_domain", workspace.Domain),
            ("channel_id", channel.Id),
            ("channel_name", channel.IsChannel ? channel.Name : "directmessage"),
            ("user_id", user.Id),
            ("user_name", user.Name),
            ("command", command),
            ("text", text),
            ("api_app_id", app.Id),
            ("is_enterprise_install", "false"),
            ("response_url", responseUrl),
            ("trigger_id", triggerId),
        ];
        string form = string.Join('&', fields.Select(static field => $"{field.Name}={Escape(field.Value)}"));
        byte[] payload = Write(writer =>
        {
            foreach ((string name, string value) in fields)
            {
                writer.WriteString(name, value);
            }
        });
        return new("slash_commands", payload, Encoding.ASCII.GetBytes(form)) { Command = command };
    }

    /// <remarks>https://docs.slack.dev/reference/interaction-payloads/block_actions-payload</remarks>
    public static Interaction WriteButton(
        Workspace workspace, SlackApp app, SlackUser user, Conversation channel, Message message, string? actionId, string responseUrl, string triggerId) =>
        Wrap(Write(writer =>
        {
            WriteHead(writer, "block_actions", workspace, app, user, triggerId);
            writer.WriteStartObject("container"u8);
            writer.WriteString("type"u8, "message");
            writer.WriteString("message_ts"u8, message.Timestamp);
            writer.WriteString("channel_id"u8, channel.Id);
            writer.WriteBoolean("is_ephemeral"u8, false);
            writer.WriteEndObject();
            writer.WriteStartObject("channel"u8);
            writer.WriteString("id"u8, channel.Id);
            writer.WriteString("name"u8, channel.IsChannel ? channel.Name : "directmessage");
            writer.WriteEndObject();
            writer.WritePropertyName("message"u8);
            MessageJson.Write(writer, message, workspace);
            writer.WriteString("response_url"u8, responseUrl);
            writer.WriteStartArray("actions"u8);
            WriteAction(writer, FindButton(message, actionId)!.Value, workspace);
            writer.WriteEndArray();
        }));

    /// <remarks>https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload</remarks>
    public static Interaction WriteSubmission(Workspace workspace, SlackView view, JsonElement values, string triggerId) => Wrap(Write(writer =>
    {
        WriteHead(writer, "view_submission", workspace, view.App, view.User, triggerId);
        writer.WritePropertyName("view"u8);
        ViewJson.Write(writer, view, workspace, values);
        writer.WriteStartArray("response_urls"u8);
        writer.WriteEndArray();
    }));

    /// <summary>The button of a message, with its block's id; null where there is none such.</summary>
    public static (string BlockId, JsonElement Button)? FindButton(Message message, string? actionId)
    {
        if (message.Blocks is not { ValueKind: JsonValueKind.Array } blocks)
        {
            return null;
        }

        int index = 0;
        foreach (JsonElement block in blocks.EnumerateArray())
        {
            string blockId = Fields.Of(block).Text("block_id") ?? $"b{index}";
            foreach (JsonElement element in Elements(block))
            {
                Fields fields = Fields.Of(element);
                if (fields.Text("type") == "button" && (actionId is null || fields.Text("action_id") == actionId))
                {
                    return (blockId, element);
                }
            }

            index++;
        }

        return null;
    }

    private static JsonElement[] Elements(JsonElement block)
    {
        if (block.TryGetProperty("elements", out JsonElement elements) && elements.ValueKind == JsonValueKind.Array)
        {
            return [.. elements.EnumerateArray()];
        }

        return block.TryGetProperty("accessory", out JsonElement accessory) ? [accessory] : [];
    }

    private static void WriteAction(Utf8JsonWriter writer, (string BlockId, JsonElement Button) pressed, Workspace workspace)
    {
        Fields button = Fields.Of(pressed.Button);
        writer.WriteStartObject();
        writer.WriteString("action_id"u8, button.Text("action_id") ?? "");
        writer.WriteString("block_id"u8, pressed.BlockId);
        writer.WriteGiven("text"u8, button.Raw("text"));
        writer.WriteText("value"u8, button.Text("value"));
        writer.WriteText("style"u8, button.Text("style"));
        writer.WriteString("type"u8, "button");
        writer.WriteString("action_ts"u8, workspace.Ids.NextTimestamp());
        writer.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter writer, string type, Workspace workspace, SlackApp app, SlackUser user, string triggerId)
    {
        writer.WriteString("type"u8, type);
        writer.WriteStartObject("user"u8);
        writer.WriteString("id"u8, user.Id);
        writer.WriteString("username"u8, user.Name);
        writer.WriteString("name"u8, user.Name);
        writer.WriteString("team_id"u8, workspace.Id);
        writer.WriteEndObject();
        writer.WriteString("api_app_id"u8, app.Id);
        writer.WriteString("token"u8, app.VerificationToken);
        writer.WriteString("trigger_id"u8, triggerId);
        writer.WriteStartObject("team"u8);
        writer.WriteString("id"u8, workspace.Id);
        writer.WriteString("domain"u8, workspace.Domain);
        writer.WriteEndObject();
        writer.WriteNull("enterprise"u8);
        writer.WriteBoolean("is_enterprise_install"u8, false);
    }

    private static Interaction Wrap(byte[] payload) =>
        new("interactive", payload, Encoding.ASCII.GetBytes("payload=" + Escape(Encoding.UTF8.GetString(payload))));

    // As forms are written: a space is a plus.
    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using JsonBuffer buffer = JsonBuffer.Rent();
        buffer.Writer.WriteStartObject();
        write(buffer.Writer);
        buffer.Writer.WriteEndObject();
        return buffer.Finish().ToArray();
    }
}
