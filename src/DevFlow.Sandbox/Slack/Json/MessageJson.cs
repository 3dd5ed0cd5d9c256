using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>Messages.</summary>
internal static class MessageJson
{
    public static void Write(Utf8JsonWriter writer, Message message, Workspace workspace, bool withMetadata = true)
    {
        writer.WriteStartObject();
        WriteMembers(writer, message, workspace, withMetadata);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members without the braces, for events that add their own.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, Message message, Workspace workspace, bool withMetadata = true)
    {
        writer.WriteString("type"u8, "message");
        writer.WriteText("subtype"u8, message.Subtype);
        writer.WriteString("user"u8, message.User);
        writer.WriteString("text"u8, message.Text);
        writer.WriteString("ts"u8, message.Timestamp);
        writer.WriteString("team"u8, workspace.Id);
        if (message.App is { } app)
        {
            writer.WriteString("bot_id"u8, app.BotId);
            writer.WriteString("app_id"u8, app.Id);
            WriteBotProfile(writer, app, workspace);
        }

        writer.WriteText("username"u8, message.Username);
        if (message.IconEmoji is not null || message.IconUrl is not null)
        {
            writer.WriteStartObject("icons"u8);
            writer.WriteText("emoji"u8, message.IconEmoji);
            writer.WriteText("image_64"u8, message.IconUrl);
            writer.WriteEndObject();
        }

        writer.WriteGiven("blocks"u8, message.Blocks);
        writer.WriteGiven("attachments"u8, message.Attachments);
        if (withMetadata)
        {
            writer.WriteGiven("metadata"u8, message.Metadata);
        }

        if (message.Edited is { } edited)
        {
            writer.WriteStartObject("edited"u8);
            writer.WriteString("user"u8, edited.User);
            writer.WriteString("ts"u8, edited.Timestamp);
            writer.WriteEndObject();
        }

        WriteFiles(writer, message, workspace);
        WriteThread(writer, message);
        writer.WriteReactions(message.Reactions);
    }

    private static void WriteBotProfile(Utf8JsonWriter writer, SlackApp app, Workspace workspace)
    {
        writer.WriteStartObject("bot_profile"u8);
        writer.WriteString("id"u8, app.BotId);
        writer.WriteString("app_id"u8, app.Id);
        writer.WriteString("name"u8, app.Name);
        writer.WriteStartObject("icons"u8);
        writer.WriteIcons(workspace, app.BotId, 36, 48, 72);
        writer.WriteEndObject();
        writer.WriteBoolean("deleted"u8, false);
        writer.WriteNumber("updated"u8, app.BotUser.UpdatedAt.ToUnixTimeSeconds());
        writer.WriteString("team_id"u8, workspace.Id);
        writer.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter writer, Message message, Workspace workspace)
    {
        if (message.Files.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("files"u8);
        foreach (SlackFile file in message.Files)
        {
            FileJson.Write(writer, file, workspace);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("upload"u8, true);
        writer.WriteBoolean("display_as_bot"u8, false);
    }

    private static void WriteThread(Utf8JsonWriter writer, Message message)
    {
        writer.WriteText("thread_ts"u8, message.ThreadTimestamp);
        writer.WriteText("parent_user_id"u8, message.ParentUser);
        if (message.Replies.Count == 0)
        {
            return;
        }

        List<string> users = [.. message.Replies.Select(reply => reply.User).Distinct(StringComparer.Ordinal)];
        writer.WriteNumber("reply_count"u8, message.Replies.Count);
        writer.WriteNumber("reply_users_count"u8, users.Count);
        writer.WriteString("latest_reply"u8, message.Replies[^1].Timestamp);
        writer.WriteTexts("reply_users"u8, users);
        writer.WriteBoolean("is_locked"u8, false);
        writer.WriteBoolean("subscribed"u8, false);
    }
}
