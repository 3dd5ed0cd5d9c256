using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas hook, org-hook and webhook-config; a secret is never shown.</summary>
internal static class HookJson
{
    public static void Write(Utf8JsonWriter writer, Hook hook, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, hook, links);
        writer.WriteEndObject();
    }

    /// <param name="writer">Where to write; the object must have been started.</param>
    /// <param name="hook">What to write.</param>
    /// <param name="links">The roots of its addresses.</param>
    public static void WriteFields(Utf8JsonWriter writer, Hook hook, Links links)
    {
        HookSettings settings = hook.Settings;
        string path = hook.ApiPath;
        writer.WriteString("type"u8, hook.Place.Type);
        writer.WriteNumber("id"u8, hook.Id);
        writer.WriteString("name"u8, "web"u8);
        writer.WriteBoolean("active"u8, settings.Active);
        writer.WriteStartArray("events"u8);
        foreach (string name in settings.Events)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("config"u8);
        WriteConfigFields(writer, settings);
        writer.WriteEndObject();
        writer.WriteMoment("updated_at"u8, hook.UpdatedAt);
        writer.WriteMoment("created_at"u8, hook.CreatedAt);
        if (hook.Place.App is { } app)
        {
            writer.WriteNumber("app_id"u8, app.Id);
            writer.WriteAddress("deliveries_url"u8, links.Api, path, "/deliveries");
            return;
        }

        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteAddress("ping_url"u8, links.Api, path, "/pings");
        writer.WriteAddress("deliveries_url"u8, links.Api, path, "/deliveries");
        if (hook.Place.Repository is not null)
        {
            writer.WriteAddress("test_url"u8, links.Api, path, "/test");
            WriteLastResponse(writer, HookResponse.Of(hook.Deliveries.Log.Last));
        }
    }

    /// <param name="writer">Where to write.</param>
    /// <param name="settings">The hook's; null for those of an App that has no address yet.</param>
    public static void WriteConfig(Utf8JsonWriter writer, HookSettings? settings)
    {
        writer.WriteStartObject();
        if (settings is not null)
        {
            WriteConfigFields(writer, settings);
        }

        writer.WriteEndObject();
    }

    private static void WriteConfigFields(Utf8JsonWriter writer, HookSettings settings)
    {
        writer.WriteString("content_type"u8, settings.IsForm ? "form"u8 : "json"u8);
        writer.WriteString("insecure_ssl"u8, settings.InsecureSsl ? "1"u8 : "0"u8);
        if (settings.Secret is not null)
        {
            writer.WriteString("secret"u8, "********"u8);
        }

        writer.WriteString("url"u8, settings.UrlText);
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
