using System.Text.Json;

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
            OrganizationJson.WriteSimple(writer, "organization"u8, organization, links);
        }

        if (notice.Installation is { } installation)
        {
            writer.WriteStartObject("installation"u8);
            writer.WriteNumber("id"u8, installation.Id);
            writer.WriteString("node_id"u8, NodeId.Create("IntegrationInstallation", installation.Id));
            writer.WriteEndObject();
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
}
