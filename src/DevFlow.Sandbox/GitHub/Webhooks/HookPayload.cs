using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What all payloads have, around what their event adds.</summary>
/// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads</remarks>
internal static class HookPayload
{
    public static void Write(Utf8JsonWriter writer, HookNotice notice, Links links)
    {
        writer.WriteStartObject();
        if (notice.Action is not null)
        {
            writer.WriteString("action"u8, notice.Action);
        }

        notice.WriteFields(writer, links);
        if (notice.Repository is not null)
        {
            RepositoryJson.Write(writer, "repository"u8, notice.Repository, links);
        }

        if (notice.Organization is { } organization)
        {
            WriteOrganization(writer, organization, links);
        }

        AccountJson.Write(writer, "sender"u8, notice.Sender, links);
        writer.WriteEndObject();
    }

    public static void WritePing(Utf8JsonWriter writer, Hook hook, Links links)
    {
        writer.WriteString("zen"u8, "Practicality beats purity."u8);
        writer.WriteNumber("hook_id"u8, hook.Id);
        writer.WriteStartObject("hook"u8);
        HookJson.WriteFields(writer, hook, links);
        writer.WriteEndObject();
    }

    private static void WriteOrganization(Utf8JsonWriter writer, Account organization, Links links)
    {
        string api = "/orgs/" + organization.Login;
        writer.WriteStartObject("organization"u8);
        writer.WriteString("login"u8, organization.Login);
        writer.WriteNumber("id"u8, organization.Id);
        writer.WriteString("node_id"u8, organization.NodeId);
        writer.WriteAddress("url"u8, links.Api, api);
        writer.WriteAddress("repos_url"u8, links.Api, api, "/repos");
        writer.WriteAddress("events_url"u8, links.Api, api, "/events");
        writer.WriteAddress("hooks_url"u8, links.Api, api, "/hooks");
        writer.WriteAddress("issues_url"u8, links.Api, api, "/issues");
        writer.WriteAddress("members_url"u8, links.Api, api, "/members{/member}");
        writer.WriteAddress("public_members_url"u8, links.Api, api, "/public_members{/member}");
        writer.WriteAddress("avatar_url"u8, links.Html, organization.AvatarPath);
        writer.WriteNull("description"u8);
        writer.WriteEndObject();
    }
}
