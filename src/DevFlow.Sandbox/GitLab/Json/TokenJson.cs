using System.Text.Json;
using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Tokens in answers.</summary>
internal static class TokenJson
{
    public static void Write(Utf8JsonWriter writer, Token<User> token, DateTimeOffset now)
    {
        writer.WriteStartObject();
        WriteFields(writer, token, now);
        writer.WriteTexts("last_used_ips"u8, token.LastUsedAt is null ? [] : ["127.0.0.1"]);
        writer.WriteEndObject();
    }

    /// <summary>A token just made, with the only copy of its text.</summary>
    /// <param name="writer">Gets it.</param>
    /// <param name="token">The token.</param>
    /// <param name="secret">Its text.</param>
    /// <param name="project">The project of a project's token, any project of a group's; null for a personal one.</param>
    /// <param name="now">The time.</param>
    public static void WriteNew(Utf8JsonWriter writer, Token<User> token, string secret, Project? project, DateTimeOffset now)
    {
        writer.WriteStartObject();
        WriteFields(writer, token, now);
        if (project is not null)
        {
            writer.WriteNumber("access_level"u8, (int)project.AccessOf(token.Spec.Owner));
            bool isOfGroup = token.Spec.Kind == LoginKind.Group;
            writer.WriteString("resource_type"u8, isOfGroup ? "group" : "project");
            writer.WriteNumber("resource_id"u8, isOfGroup ? project.Group.Id : project.Id);
        }

        writer.WriteString("token"u8, secret);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, Token<User> token, DateTimeOffset now)
    {
        TokenStatus status = token.Status(now);
        writer.WriteNumber("id"u8, token.Id);
        writer.WriteString("name"u8, token.Spec.Name);
        writer.WriteBoolean("revoked"u8, status is TokenStatus.Revoked or TokenStatus.Rotated);
        writer.WriteTime("created_at"u8, token.CreatedAt);
        writer.WriteString("description"u8, "");
        writer.WriteTexts("scopes"u8, token.Spec.Scopes);
        writer.WriteNumber("user_id"u8, token.Spec.Owner.Id);
        writer.WriteTime("last_used_at"u8, token.LastUsedAt);
        writer.WriteBoolean("active"u8, status == TokenStatus.Active);
        writer.WriteDay("expires_at"u8, token.Spec.ExpiresAt);
    }
}
