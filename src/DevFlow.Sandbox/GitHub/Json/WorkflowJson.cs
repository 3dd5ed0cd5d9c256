using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema workflow.</summary>
internal static class WorkflowJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, Workflow workflow, Links links)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, workflow.Id);
        writer.WriteString("node_id"u8, workflow.NodeId);
        writer.WriteString("name"u8, workflow.Name);
        writer.WriteString("path"u8, workflow.Path);
        writer.WriteString("state"u8, "active"u8);
        writer.WriteMoment("created_at"u8, workflow.CreatedAt);
        writer.WriteMoment("updated_at"u8, workflow.CreatedAt);
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, PathOf(workflow));
        writer.WriteAddress("html_url"u8, links.Html, repository.HtmlPath, $"/blob/{repository.Fields.DefaultBranch}/{workflow.Path}");
        writer.WriteAddress("badge_url"u8, links.Html, repository.HtmlPath, $"/workflows/{Uri.EscapeDataString(workflow.Name)}/badge.svg");
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, Workflow workflow, Links links)
    {
        writer.WritePropertyName(name);
        Write(writer, repository, workflow, links);
    }

    /// <summary>Its address below the repository's.</summary>
    public static string PathOf(Workflow workflow) => string.Create(CultureInfo.InvariantCulture, $"/actions/workflows/{workflow.Id}");
}
