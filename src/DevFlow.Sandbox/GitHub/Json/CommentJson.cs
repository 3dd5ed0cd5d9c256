using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema issue-comment.</summary>
internal static class CommentJson
{
    /// <param name="writer">Where to write; the object must have been started.</param>
    /// <param name="repository">Where the comment's issue is.</param>
    /// <param name="comment">What to write.</param>
    /// <param name="links">The roots of its addresses.</param>
    public static void WriteFields(Utf8JsonWriter writer, Repository repository, IssueComment comment, Links links)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{repository.ApiPath}/issues/comments/{comment.Id}");
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteAddress("html_url"u8, links.Html, comment.HtmlPath);
        writer.WriteAddress("issue_url"u8, links.Api, comment.IssueApiPath);
        writer.WriteNumber("id"u8, comment.Id);
        writer.WriteString("node_id"u8, comment.NodeId);
        AccountJson.Write(writer, "user"u8, comment.Author, links);
        writer.WriteMoment("created_at"u8, comment.CreatedAt);
        writer.WriteMoment("updated_at"u8, comment.CreatedAt);
        writer.WriteString("author_association"u8, "OWNER"u8);
        writer.WriteString("body"u8, comment.Body);
        ReactionsJson.Write(writer, links, path);
        writer.WriteNull("performed_via_github_app"u8);
    }

    public static void Write(Utf8JsonWriter writer, Repository repository, IssueComment comment, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, comment, links);
        writer.WriteEndObject();
    }
}
