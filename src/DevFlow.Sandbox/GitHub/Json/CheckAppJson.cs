using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema nullable-integration, as checks have it.</summary>
internal static class CheckAppJson
{
    public static void Write(Utf8JsonWriter writer, CheckApp? app, Links links)
    {
        if (app is null)
        {
            writer.WriteNull("app"u8);
            return;
        }

        writer.WriteStartObject("app"u8);
        writer.WriteNumber("id"u8, app.Id);
        writer.WriteString("slug"u8, app.Slug);
        writer.WriteString("node_id"u8, app.NodeId);
        AccountJson.Write(writer, "owner"u8, app.Owner, links);
        writer.WriteString("name"u8, app.Name);
        writer.WriteString("description"u8, ""u8);
        writer.WriteAddress("external_url"u8, links.Html, "/apps/", app.Slug);
        writer.WriteAddress("html_url"u8, links.Html, "/apps/", app.Slug);
        writer.WriteMoment("created_at"u8, app.CreatedAt);
        writer.WriteMoment("updated_at"u8, app.CreatedAt);
        writer.WriteStartObject("permissions"u8);
        writer.WriteString("checks"u8, "write"u8);
        writer.WriteString("metadata"u8, "read"u8);
        writer.WriteEndObject();
        writer.WriteStartArray("events"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
