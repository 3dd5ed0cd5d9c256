using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>Users and their profiles.</summary>
internal static class UserJson
{
    /// <param name="writer">Where to.</param>
    /// <param name="user">Who.</param>
    /// <param name="workspace">Where.</param>
    /// <param name="withEmail">True with the scope <c>users:read.email</c>.</param>
    public static void Write(Utf8JsonWriter writer, SlackUser user, Workspace workspace, bool withEmail)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, user.Id);
        writer.WriteString("team_id"u8, workspace.Id);
        writer.WriteString("name"u8, user.Name);
        writer.WriteBoolean("deleted"u8, user.IsDeleted);
        if (!user.IsDeleted)
        {
            writer.WriteString("color"u8, "9f69e7");
            writer.WriteString("real_name"u8, user.RealName);
            writer.WriteString("tz"u8, "Etc/UTC");
            writer.WriteString("tz_label"u8, "Coordinated Universal Time");
            writer.WriteNumber("tz_offset"u8, 0);
        }

        writer.WritePropertyName("profile"u8);
        WriteProfile(writer, user, workspace, withEmail);
        if (!user.IsDeleted)
        {
            writer.WriteBoolean("is_admin"u8, user.IsAdmin);
            writer.WriteBoolean("is_owner"u8, user.IsAdmin);
            writer.WriteBoolean("is_primary_owner"u8, false);
            writer.WriteBoolean("is_restricted"u8, false);
            writer.WriteBoolean("is_ultra_restricted"u8, false);
        }

        writer.WriteBoolean("is_bot"u8, user.BotOf is not null);
        writer.WriteBoolean("is_app_user"u8, false);
        writer.WriteNumber("updated"u8, user.UpdatedAt.ToUnixTimeSeconds());
        writer.WriteEndObject();
    }

    public static void WriteProfile(Utf8JsonWriter writer, SlackUser user, Workspace workspace, bool withEmail)
    {
        writer.WriteStartObject();
        writer.WriteString("title"u8, user.Title);
        writer.WriteString("phone"u8, user.Phone);
        writer.WriteString("skype"u8, "");
        writer.WriteString("real_name"u8, user.RealName);
        writer.WriteString("real_name_normalized"u8, user.RealName);
        writer.WriteString("display_name"u8, user.DisplayName);
        writer.WriteString("display_name_normalized"u8, user.DisplayName);
        writer.WriteStartObject("fields"u8);
        foreach ((string id, JsonElement field) in user.Fields)
        {
            writer.WritePropertyName(id);
            field.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteString("status_text"u8, user.StatusText);
        writer.WriteString("status_emoji"u8, user.StatusEmoji);
        writer.WriteNumber("status_expiration"u8, user.StatusExpiration);
        writer.WriteString("avatar_hash"u8, "g" + user.Id[^11..].ToLowerInvariant());
        if (withEmail)
        {
            writer.WriteText("email"u8, user.Email);
        }

        writer.WriteIcons(workspace, user.Id, 24, 32, 48, 72, 192, 512);
        if (user.BotOf is { } app)
        {
            writer.WriteString("api_app_id"u8, app.Id);
            writer.WriteString("bot_id"u8, app.BotId);
            writer.WriteBoolean("always_active"u8, true);
        }

        writer.WriteString("team"u8, workspace.Id);
        writer.WriteEndObject();
    }
}
