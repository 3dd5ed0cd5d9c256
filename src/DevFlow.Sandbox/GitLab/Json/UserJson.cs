using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Users in answers.</summary>
internal static class UserJson
{
    public static void Write(Utf8JsonWriter writer, User user, string origin)
    {
        writer.WriteStartObject();
        WriteFields(writer, user, origin);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, User? user, string origin)
    {
        writer.WritePropertyName(name);
        if (user is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            Write(writer, user, origin);
        }
    }

    public static void WriteList(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<User> users, string origin)
    {
        writer.WriteStartArray(name);
        foreach (User user in users)
        {
            Write(writer, user, origin);
        }

        writer.WriteEndArray();
    }

    /// <summary>The user of the token, with what only the user itself sees.</summary>
    public static void WriteCurrent(Utf8JsonWriter writer, User user, string origin)
    {
        writer.WriteStartObject();
        WriteFields(writer, user, origin);
        writer.WriteString("bio"u8, "");
        writer.WriteString("email"u8, user.Email);
        writer.WriteString("commit_email"u8, user.Email);
        writer.WriteBoolean("bot"u8, user.IsBot);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, User user, string origin)
    {
        writer.WriteNumber("id"u8, user.Id);
        writer.WriteString("username"u8, user.Username);
        writer.WriteString("public_email"u8, "");
        writer.WriteString("name"u8, user.Name);
        writer.WriteString("state"u8, "active");
        writer.WriteBoolean("locked"u8, false);
        writer.WriteNull("avatar_url"u8);
        writer.WriteString("web_url"u8, $"{origin}/{user.Username}");
    }
}
