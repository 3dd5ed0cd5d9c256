using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas short-branch and branch-with-protection.</summary>
internal static class BranchJson
{
    public static void WriteShort(Utf8JsonWriter writer, Repository repository, string name, GitCommit commit, Links links)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteStartObject("commit"u8);
        writer.WriteString("sha"u8, commit.Sha);
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, "/commits/" + commit.Sha);
        writer.WriteEndObject();
        WriteProtection(writer, repository, name, links);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, Repository repository, string name, GitCommit commit, Links links)
    {
        string escaped = Uri.EscapeDataString(name);
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        CommitJson.Write(writer, "commit"u8, repository, commit, links);
        writer.WriteStartObject("_links"u8);
        writer.WriteAddress("self"u8, links.Api, repository.ApiPath, "/branches/" + escaped);
        writer.WriteAddress("html"u8, links.Html, repository.HtmlPath, "/tree/" + escaped);
        writer.WriteEndObject();
        WriteProtection(writer, repository, name, links);
        writer.WriteEndObject();
    }

    private static void WriteProtection(Utf8JsonWriter writer, Repository repository, string name, Links links)
    {
        bool isProtected = repository.Git.IsProtected(name);
        writer.WriteBoolean("protected"u8, isProtected);
        writer.WriteStartObject("protection"u8);
        writer.WriteBoolean("enabled"u8, isProtected);
        writer.WriteStartObject("required_status_checks"u8);
        writer.WriteString("enforcement_level"u8, "off"u8);
        writer.WriteStartArray("contexts"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("checks"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteAddress("protection_url"u8, links.Api, repository.ApiPath, $"/branches/{Uri.EscapeDataString(name)}/protection");
    }
}
