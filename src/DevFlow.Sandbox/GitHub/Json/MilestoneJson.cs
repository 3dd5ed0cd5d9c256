using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema milestone.</summary>
internal static class MilestoneJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, Milestone milestone, Links links)
    {
        MilestoneFields fields = milestone.Fields;
        string path = string.Create(CultureInfo.InvariantCulture, $"/milestones/{milestone.Number}");
        writer.WriteStartObject();
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, path);
        writer.WriteAddress("html_url"u8, links.Html, repository.HtmlPath, string.Create(CultureInfo.InvariantCulture, $"/milestone/{milestone.Number}"));
        writer.WriteAddress("labels_url"u8, links.Api, repository.ApiPath, path + "/labels");
        writer.WriteNumber("id"u8, milestone.Id);
        writer.WriteString("node_id"u8, milestone.NodeId);
        writer.WriteNumber("number"u8, milestone.Number);
        writer.WriteString("title"u8, fields.Title);
        writer.WriteString("description"u8, fields.Description);
        AccountJson.Write(writer, "creator"u8, milestone.Creator, links);
        writer.WriteNumber("open_issues"u8, milestone.OpenIssues);
        writer.WriteNumber("closed_issues"u8, milestone.ClosedIssues);
        writer.WriteString("state"u8, fields.IsClosed ? "closed"u8 : "open"u8);
        writer.WriteMoment("created_at"u8, milestone.CreatedAt);
        writer.WriteMoment("updated_at"u8, fields.UpdatedAt);
        writer.WriteMoment("due_on"u8, fields.DueOn);
        writer.WriteMoment("closed_at"u8, fields.ClosedAt);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, Milestone? milestone, Links links)
    {
        if (milestone is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WritePropertyName(name);
        Write(writer, repository, milestone, links);
    }

    public static string? Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
