using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema hook; a secret is never shown.</summary>
internal static class HookJson
{
    /// <param name="writer">Where to write; the object must have been started.</param>
    /// <param name="hook">What to write.</param>
    /// <param name="links">The roots of its addresses.</param>
    public static void WriteFields(Utf8JsonWriter writer, Hook hook, Links links)
    {
        writer.WriteString("type"u8, "Repository"u8);
        writer.WriteNumber("id"u8, hook.Id);
        writer.WriteString("name"u8, "web"u8);
        writer.WriteBoolean("active"u8, hook.Active);
        writer.WriteStartArray("events"u8);
        foreach (string name in hook.Events)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("config"u8);
        writer.WriteString("content_type"u8, hook.IsForm ? "form"u8 : "json"u8);
        writer.WriteString("insecure_ssl"u8, hook.InsecureSsl ? "1"u8 : "0"u8);
        if (hook.Secret is not null)
        {
            writer.WriteString("secret"u8, "********"u8);
        }

        writer.WriteString("url"u8, hook.UrlText);
        writer.WriteEndObject();
        writer.WriteMoment("updated_at"u8, hook.CreatedAt);
        writer.WriteMoment("created_at"u8, hook.CreatedAt);
        writer.WriteAddress("url"u8, links.Api, hook.ApiPath);
        writer.WriteAddress("test_url"u8, links.Api, hook.ApiPath, "/test");
        writer.WriteAddress("ping_url"u8, links.Api, hook.ApiPath, "/pings");
        writer.WriteAddress("deliveries_url"u8, links.Api, hook.ApiPath, "/deliveries");
        WriteLastResponse(writer, hook.LastResponse);
    }

    public static void Write(Utf8JsonWriter writer, Hook hook, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, hook, links);
        writer.WriteEndObject();
    }

    private static void WriteLastResponse(Utf8JsonWriter writer, HookResponse response)
    {
        writer.WriteStartObject("last_response"u8);
        if (response.Code is { } code)
        {
            writer.WriteNumber("code"u8, code);
        }
        else
        {
            writer.WriteNull("code"u8);
        }

        writer.WriteString("status"u8, response.Status);
        writer.WriteString("message"u8, response.Message);
        writer.WriteEndObject();
    }
}
