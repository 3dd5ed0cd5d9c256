using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas content-file and content-directory.</summary>
internal static class ContentJson
{
    /// <summary>GitHub breaks Base64 after this many characters.</summary>
    private const int LineLength = 60;

    public static void WriteFile(Utf8JsonWriter writer, Repository repository, string path, GitBlob file, string reference, bool withContent, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, path, file, file.Sha, reference, links);
        if (withContent)
        {
            writer.WriteString("content"u8, Encode(file.Content));
            writer.WriteString("encoding"u8, "base64"u8);
        }

        writer.WriteEndObject();
    }

    public static void WriteFolder(
        Utf8JsonWriter writer, Repository repository, IReadOnlyList<(string Path, GitBlob? File, GitTree? Folder)> entries, string reference, Links links)
    {
        writer.WriteStartArray();
        foreach ((string path, GitBlob? file, GitTree? folder) in entries)
        {
            writer.WriteStartObject();
            WriteFields(writer, repository, path, file, file?.Sha ?? folder!.Sha, reference, links);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A path as it stands in an address.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static void WriteFields(Utf8JsonWriter writer, Repository repository, string path, GitBlob? file, string sha, string reference, Links links)
    {
        string escaped = Escape(path);
        string version = Uri.EscapeDataString(reference);
        string url = $"{links.Api}{repository.ApiPath}/contents/{escaped}?ref={version}";
        string html = $"{links.Html}{repository.HtmlPath}/{(file is null ? "tree" : "blob")}/{version}/{escaped}";
        string git = $"{links.Api}{repository.ApiPath}/git/{(file is null ? "trees" : "blobs")}/{sha}";
        writer.WriteString("name"u8, path[(path.LastIndexOf('/') + 1)..]);
        writer.WriteString("path"u8, path);
        writer.WriteString("sha"u8, sha);
        writer.WriteNumber("size"u8, file?.Content.Length ?? 0);
        writer.WriteString("url"u8, url);
        writer.WriteString("html_url"u8, html);
        writer.WriteString("git_url"u8, git);
        writer.WriteString("download_url"u8, file is null ? null : $"{links.Html}{repository.HtmlPath}/raw/{version}/{escaped}");
        writer.WriteString("type"u8, file is null ? "dir"u8 : "file"u8);
        writer.WriteStartObject("_links"u8);
        writer.WriteString("self"u8, url);
        writer.WriteString("git"u8, git);
        writer.WriteString("html"u8, html);
        writer.WriteEndObject();
    }

    private static string Encode(byte[] content)
    {
        string text = Convert.ToBase64String(content);
        StringBuilder lines = new(text.Length + (text.Length / LineLength) + 1);
        for (int start = 0; start < text.Length; start += LineLength)
        {
            lines.Append(text, start, Math.Min(LineLength, text.Length - start)).Append('\n');
        }

        return lines.ToString();
    }
}
