using System.Text.Json;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What is particular to the payloads of issues and their comments.</summary>
/// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads</remarks>
internal static class PayloadJson
{
    public static void WriteIssue(Utf8JsonWriter writer, Repository repository, Issue issue, Issue? before, Links links)
    {
        IssueJson.Write(writer, "issue"u8, repository, issue, links);
        if (before is not null)
        {
            writer.WriteStartObject("changes"u8);
            WriteEdit(writer, "title"u8, before.Title, issue.Title);
            WriteEdit(writer, "body"u8, before.Body, issue.Body);
            writer.WriteEndObject();
        }
    }

    public static void WriteComment(Utf8JsonWriter writer, Repository repository, Issue issue, IssueComment comment, Links links)
    {
        IssueJson.Write(writer, "issue"u8, repository, issue, links);
        writer.WriteStartObject("comment"u8);
        CommentJson.WriteFields(writer, repository, comment, links);
        writer.WriteEndObject();
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
}
