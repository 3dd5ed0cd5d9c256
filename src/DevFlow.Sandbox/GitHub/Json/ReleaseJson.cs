using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema release.</summary>
internal static class ReleaseJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, Release release, Links links)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{repository.ApiPath}/releases/{release.Id}");
        string tag = Uri.EscapeDataString(release.TagName);
        writer.WriteStartObject();
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteAddress("assets_url"u8, links.Api, path, "/assets");
        writer.WriteAddress("upload_url"u8, links.Api, path, "/assets{?name,label}");
        writer.WriteAddress("html_url"u8, links.Html, repository.HtmlPath, "/releases/tag/" + tag);
        writer.WriteNumber("id"u8, release.Id);
        AccountJson.Write(writer, "author"u8, release.Author, links);
        writer.WriteString("node_id"u8, release.NodeId);
        writer.WriteString("tag_name"u8, release.TagName);
        writer.WriteString("target_commitish"u8, release.Target);
        writer.WriteString("name"u8, release.Name);
        writer.WriteBoolean("draft"u8, release.IsDraft);
        writer.WriteBoolean("immutable"u8, false);
        writer.WriteBoolean("prerelease"u8, release.IsPrerelease);
        writer.WriteMoment("created_at"u8, release.CreatedAt);
        writer.WriteMoment("updated_at"u8, release.PublishedAt ?? release.CreatedAt);
        writer.WriteMoment("published_at"u8, release.PublishedAt);
        writer.WriteStartArray("assets"u8);
        writer.WriteEndArray();
        if (release.IsDraft)
        {
            writer.WriteNull("tarball_url"u8);
            writer.WriteNull("zipball_url"u8);
        }
        else
        {
            writer.WriteAddress("tarball_url"u8, links.Api, repository.ApiPath, "/tarball/" + tag);
            writer.WriteAddress("zipball_url"u8, links.Api, repository.ApiPath, "/zipball/" + tag);
        }

        writer.WriteString("body"u8, release.Body ?? "");
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, Release release, Links links)
    {
        writer.WritePropertyName(name);
        Write(writer, repository, release, links);
    }
}
