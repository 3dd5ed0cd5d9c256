using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas issue and issue-search-result-item.</summary>
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
        writer.WritePropertyName(name);
        Write(writer, repository, issue, links);
    }

    /// <summary>What is found by a search; all that is found fits alike.</summary>
    public static void WriteFound(Utf8JsonWriter writer, Repository repository, Issue issue, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, issue, links);
        writer.WriteNumber("score"u8, 1.0);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, Repository repository, Issue issue, Links links)
    {
        string path = issue.ApiPath(repository);
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteAddress("repository_url"u8, links.Api, repository.ApiPath);
        writer.WriteAddress("labels_url"u8, links.Api, path, "/labels{/name}");
        writer.WriteAddress("comments_url"u8, links.Api, path, "/comments");
        writer.WriteAddress("events_url"u8, links.Api, path, "/events");
        writer.WriteAddress("html_url"u8, links.Html, issue.HtmlPath(repository));
        writer.WriteNumber("id"u8, issue.Id);
        writer.WriteString("node_id"u8, issue.NodeId);
        writer.WriteNumber("number"u8, issue.Number);
        writer.WriteString("title"u8, issue.Title);
        AccountJson.Write(writer, "user"u8, issue.Author, links);
        LabelJson.WriteAll(writer, "labels"u8, repository, issue.Labels, links);
        writer.WriteString("state"u8, issue.IsClosed ? "closed"u8 : "open"u8);
        writer.WriteBoolean("locked"u8, issue.IsLocked);
        AccountJson.Write(writer, "assignee"u8, issue.Assignees.Count > 0 ? issue.Assignees[0] : null, links);
        AccountJson.WriteAll(writer, "assignees"u8, issue.Assignees, links);
        MilestoneJson.Write(writer, "milestone"u8, repository, issue.Milestone, links);
        writer.WriteNumber("comments"u8, issue.Comments);
        writer.WriteMoment("created_at"u8, issue.CreatedAt);
        writer.WriteMoment("updated_at"u8, issue.UpdatedAt);
        writer.WriteMoment("closed_at"u8, issue.ClosedAt);
        writer.WriteString("author_association"u8, repository.AssociationOf(issue.Author));
        writer.WriteString("active_lock_reason"u8, issue.LockReason);
        WritePull(writer, repository, issue, links);
        writer.WriteString("body"u8, issue.Body);
        AccountJson.Write(writer, "closed_by"u8, issue.ClosedBy, links);
        ReactionsJson.Write(writer, links, path);
        writer.WriteAddress("timeline_url"u8, links.Api, path, "/timeline");
        writer.WriteNull("performed_via_github_app"u8);
        writer.WriteString("state_reason"u8, issue.StateReason);
    }

    private static void WritePull(Utf8JsonWriter writer, Repository repository, Issue issue, Links links)
    {
        if (issue.Pull is not { } pull)
        {
            return;
        }

        string html = issue.HtmlPath(repository);
        writer.WriteBoolean("draft"u8, pull.IsDraft);
        writer.WriteStartObject("pull_request"u8);
        writer.WriteAddress("url"u8, links.Api, issue.PullApiPath(repository));
        writer.WriteAddress("html_url"u8, links.Html, html);
        writer.WriteAddress("diff_url"u8, links.Html, html, ".diff");
        writer.WriteAddress("patch_url"u8, links.Html, html, ".patch");
        writer.WriteMoment("merged_at"u8, pull.MergedAt);
        writer.WriteEndObject();
    }
}
