using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema issue.</summary>
internal static class IssueJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, Issue issue, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, issue, links);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, Issue issue, Links links)
    {
        writer.WriteStartObject(name);
        WriteFields(writer, repository, issue, links);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, Repository repository, Issue issue, Links links)
    {
        writer.WriteAddress("url"u8, links.Api, issue.ApiPath);
        writer.WriteAddress("repository_url"u8, links.Api, repository.ApiPath);
        writer.WriteAddress("labels_url"u8, links.Api, issue.ApiPath, "/labels{/name}");
        writer.WriteAddress("comments_url"u8, links.Api, issue.ApiPath, "/comments");
        writer.WriteAddress("events_url"u8, links.Api, issue.ApiPath, "/events");
        writer.WriteAddress("html_url"u8, links.Html, issue.HtmlPath);
        writer.WriteNumber("id"u8, issue.Id);
        writer.WriteString("node_id"u8, issue.NodeId);
        writer.WriteNumber("number"u8, issue.Number);
        writer.WriteString("title"u8, issue.Title);
        AccountJson.Write(writer, "user"u8, issue.Author, links);
        WriteLabels(writer, repository, issue, links);
        writer.WriteString("state"u8, issue.IsClosed ? "closed"u8 : "open"u8);
        writer.WriteBoolean("locked"u8, false);
        writer.WriteNull("assignee"u8);
        writer.WriteStartArray("assignees"u8);
        writer.WriteEndArray();
        writer.WriteNull("milestone"u8);
        writer.WriteNumber("comments"u8, issue.Comments);
        writer.WriteMoment("created_at"u8, issue.CreatedAt);
        writer.WriteMoment("updated_at"u8, issue.UpdatedAt);
        writer.WriteMoment("closed_at"u8, issue.ClosedAt);
        writer.WriteString("author_association"u8, "OWNER"u8);
        writer.WriteNull("active_lock_reason"u8);
        writer.WriteString("body"u8, issue.Body);
        AccountJson.Write(writer, "closed_by"u8, issue.ClosedBy, links);
        ReactionsJson.Write(writer, links, issue.ApiPath);
        writer.WriteAddress("timeline_url"u8, links.Api, issue.ApiPath, "/timeline");
        writer.WriteNull("performed_via_github_app"u8);
        writer.WriteString("state_reason"u8, issue.StateReason);
    }

    private static void WriteLabels(Utf8JsonWriter writer, Repository repository, Issue issue, Links links)
    {
        writer.WriteStartArray("labels"u8);
        foreach (Label label in issue.Labels)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id"u8, label.Id);
            writer.WriteString("node_id"u8, label.NodeId);
            writer.WriteAddress("url"u8, links.Api, repository.ApiPath, "/labels/" + Uri.EscapeDataString(label.Name));
            writer.WriteString("name"u8, label.Name);
            writer.WriteString("color"u8, "ededed"u8);
            writer.WriteBoolean("default"u8, false);
            writer.WriteNull("description"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
