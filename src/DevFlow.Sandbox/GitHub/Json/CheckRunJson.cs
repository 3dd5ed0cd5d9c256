using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema check-run, and the webhook check_run.</summary>
internal static class CheckRunJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, CheckRun run, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, run, links);
        writer.WriteStartObject("check_suite"u8);
        writer.WriteNumber("id"u8, run.SuiteId);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The form in webhooks, which tell the whole suite.</summary>
    public static void WriteTold(Utf8JsonWriter writer, Repository repository, CheckRun run, CheckSuite suite, Links links)
    {
        writer.WriteStartObject("check_run"u8);
        WriteFields(writer, repository, run, links);
        CheckSuiteJson.Write(writer, "check_suite"u8, repository, suite, links);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, Repository repository, CheckRun run, Links links)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{repository.ApiPath}/check-runs/{run.Id}");
        string html = string.Create(CultureInfo.InvariantCulture, $"{links.Html}{repository.HtmlPath}/runs/{run.Id}");
        writer.WriteNumber("id"u8, run.Id);
        writer.WriteString("name"u8, run.Name);
        writer.WriteString("node_id"u8, run.NodeId);
        writer.WriteString("head_sha"u8, run.HeadSha);
        writer.WriteString("external_id"u8, run.ExternalId ?? "");
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteString("html_url"u8, html);
        writer.WriteString("details_url"u8, run.DetailsUrl ?? html);
        writer.WriteString("status"u8, run.Status);
        writer.WriteString("conclusion"u8, run.Conclusion);
        writer.WriteMoment("started_at"u8, run.StartedAt);
        writer.WriteMoment("completed_at"u8, run.CompletedAt);
        writer.WriteStartObject("output"u8);
        writer.WriteString("title"u8, run.Title);
        writer.WriteString("summary"u8, run.Summary);
        writer.WriteString("text"u8, run.Text);
        writer.WriteNumber("annotations_count"u8, run.Annotations);
        writer.WriteAddress("annotations_url"u8, links.Api, path, "/annotations");
        writer.WriteEndObject();
        CheckAppJson.Write(writer, run.App, links);
        PullJson.WriteMinimal(writer, repository, run.HeadSha, links);
    }
}
