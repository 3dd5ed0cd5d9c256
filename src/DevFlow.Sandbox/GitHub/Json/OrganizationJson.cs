using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas organization-full and organization-simple.</summary>
internal static class OrganizationJson
{
    public static void Write(Utf8JsonWriter writer, Account organization, int publicRepositories, Links links)
    {
        writer.WriteStartObject();
        WriteSimpleFields(writer, organization, links);
        writer.WriteString("name"u8, organization.Name ?? organization.Login);
        writer.WriteNull("twitter_username"u8);
        writer.WriteBoolean("is_verified"u8, false);
        writer.WriteBoolean("has_organization_projects"u8, true);
        writer.WriteBoolean("has_repository_projects"u8, true);
        writer.WriteNumber("public_repos"u8, publicRepositories);
        writer.WriteNumber("public_gists"u8, 0);
        writer.WriteNumber("followers"u8, 0);
        writer.WriteNumber("following"u8, 0);
        writer.WriteAddress("html_url"u8, links.Html, organization.HtmlPath);
        writer.WriteMoment("created_at"u8, organization.CreatedAt);
        writer.WriteMoment("updated_at"u8, organization.CreatedAt);
        writer.WriteNull("archived_at"u8);
        writer.WriteString("type"u8, organization.Type);
        writer.WriteEndObject();
    }

    /// <summary>The form of payloads.</summary>
    public static void WriteSimple(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Account organization, Links links)
    {
        writer.WriteStartObject(name);
        WriteSimpleFields(writer, organization, links);
        writer.WriteEndObject();
    }

    private static void WriteSimpleFields(Utf8JsonWriter writer, Account organization, Links links)
    {
        string path = "/orgs/" + organization.Login;
        writer.WriteString("login"u8, organization.Login);
        writer.WriteNumber("id"u8, organization.Id);
        writer.WriteString("node_id"u8, organization.NodeId);
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteAddress("repos_url"u8, links.Api, path, "/repos");
        writer.WriteAddress("events_url"u8, links.Api, path, "/events");
        writer.WriteAddress("hooks_url"u8, links.Api, path, "/hooks");
        writer.WriteAddress("issues_url"u8, links.Api, path, "/issues");
        writer.WriteAddress("members_url"u8, links.Api, path, "/members{/member}");
        writer.WriteAddress("public_members_url"u8, links.Api, path, "/public_members{/member}");
        writer.WriteAddress("avatar_url"u8, links.Html, organization.AvatarPath);
        writer.WriteString("description"u8, organization.Bio);
    }
}
