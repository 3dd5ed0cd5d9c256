using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Schemas User and UserDetails.</summary>
internal static class UserJson
{
    public static void Write(Utf8JsonWriter writer, JiraUser? user, JiraView view)
    {
        if (user is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        WriteMembers(writer, user, view);
        writer.WriteEndObject();
    }

    /// <summary>The account that asks, with what only it is told.</summary>
    public static void WriteSelf(Utf8JsonWriter writer, JiraUser user, JiraView view)
    {
        writer.WriteStartObject();
        WriteMembers(writer, user, view);
        writer.WriteString("locale"u8, "en_US");
        writer.WriteStartObject("groups"u8);
        writer.WriteNumber("size"u8, 1);
        writer.WriteStartArray("items"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("applicationRoles"u8);
        writer.WriteNumber("size"u8, 1);
        writer.WriteStartArray("items"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteString("expand"u8, "groups,applicationRoles");
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, JiraUser user, JiraView view)
    {
        if (view.IsCloud)
        {
            writer.WriteString("self"u8, $"{view.Api}/user?accountId={Uri.EscapeDataString(user.AccountId)}");
            writer.WriteString("accountId"u8, user.AccountId);
            writer.WriteString("accountType"u8, "atlassian");
        }
        else
        {
            writer.WriteString("self"u8, $"{view.Api}/user?username={Uri.EscapeDataString(user.Name)}");
            writer.WriteString("key"u8, user.AccountId);
            writer.WriteString("name"u8, user.Name);
        }

        writer.WriteString("emailAddress"u8, user.Email);
        writer.WriteAvatars($"{view.Root}/secure/useravatar/{Uri.EscapeDataString(user.Name)}");
        writer.WriteString("displayName"u8, user.DisplayName);
        writer.WriteBoolean("active"u8, user.IsActive);
        writer.WriteString("timeZone"u8, user.TimeZone);
    }
}
