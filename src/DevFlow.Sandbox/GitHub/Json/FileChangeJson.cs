using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema diff-entry.</summary>
internal static class FileChangeJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, FileChange change, string sha, Links links)
    {
        string path = ContentJson.Escape(change.Path);
        writer.WriteStartObject();
        writer.WriteString("sha"u8, (change.After ?? change.Before)!.Sha);
        writer.WriteString("filename"u8, change.Path);
        writer.WriteString("status"u8, change.Status);
        writer.WriteNumber("additions"u8, change.Additions);
        writer.WriteNumber("deletions"u8, change.Deletions);
        writer.WriteNumber("changes"u8, change.Additions + change.Deletions);
        writer.WriteAddress("blob_url"u8, links.Html, repository.HtmlPath, $"/blob/{sha}/{path}");
        writer.WriteAddress("raw_url"u8, links.Html, repository.HtmlPath, $"/raw/{sha}/{path}");
        writer.WriteAddress("contents_url"u8, links.Api, repository.ApiPath, $"/contents/{path}?ref={sha}");
        if (change.Patch is { } patch)
        {
            writer.WriteString("patch"u8, patch);
        }

        writer.WriteEndObject();
    }
}
