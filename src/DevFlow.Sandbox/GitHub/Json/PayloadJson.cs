using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The bodies of deliveries.</summary>
/// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads</remarks>
internal static class PayloadJson
{
    public static void Write(Utf8JsonWriter writer, HookNotice notice, Hook hook, Links links)
    {
        writer.WriteStartObject();
        if (notice.Issue is null)
        {
            WritePing(writer, hook, links);
        }
        else
        {
            WriteChange(writer, notice, notice.Issue, links);
        }

        RepositoryJson.Write(writer, "repository"u8, notice.Repository, links);
        if (notice.Repository.Owner is { IsOrganization: true } organization)
        {
            WriteOrganization(writer, organization, links);
        }

        AccountJson.Write(writer, "sender"u8, notice.Sender, links);
        writer.WriteEndObject();
    }

    private static void WritePing(Utf8JsonWriter writer, Hook hook, Links links)
    {
        writer.WriteString("zen"u8, "Practicality beats purity."u8);
        writer.WriteNumber("hook_id"u8, hook.Id);
        writer.WriteStartObject("hook"u8);
        HookJson.WriteFields(writer, hook, links);
        writer.WriteEndObject();
    }

    private static void WriteChange(Utf8JsonWriter writer, HookNotice notice, Issue issue, Links links)
    {
        writer.WriteString("action"u8, notice.Action);
        IssueJson.Write(writer, "issue"u8, notice.Repository, issue, links);
        if (notice.Before is { } before)
        {
            writer.WriteStartObject("changes"u8);
            WriteEdit(writer, "title"u8, before.Title, issue.Title);
            WriteEdit(writer, "body"u8, before.Body, issue.Body);
            writer.WriteEndObject();
        }

        if (notice.Comment is { } comment)
        {
            writer.WriteStartObject("comment"u8);
            CommentJson.WriteFields(writer, notice.Repository, comment, links);
            writer.WriteEndObject();
        }
    }

    private static void WriteEdit(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? before, string? after)
    {
        if (before != after)
        {
            writer.WriteStartObject(name);
            writer.WriteString("from"u8, before ?? "");
            writer.WriteEndObject();
        }
    }

    private static void WriteOrganization(Utf8JsonWriter writer, Account organization, Links links)
    {
        writer.WriteStartObject("organization"u8);
        writer.WriteString("login"u8, organization.Login);
        writer.WriteNumber("id"u8, organization.Id);
        writer.WriteString("node_id"u8, organization.NodeId);
        writer.WriteAddress("url"u8, links.Api, "/orgs/", organization.Login);
        writer.WriteAddress("repos_url"u8, links.Api, organization.ApiPath, "/repos");
        writer.WriteAddress("avatar_url"u8, links.Html, organization.AvatarPath);
        writer.WriteNull("description"u8);
        writer.WriteEndObject();
    }
}
