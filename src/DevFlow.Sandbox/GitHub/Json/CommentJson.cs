using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema issue-comment.</summary>
internal static class CommentJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, IssueComment comment, Links links)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{repository.ApiPath}/issues/comments/{comment.Id}");
        Issue issue = repository.Issues.Find(comment.IssueNumber)!;
        writer.WriteStartObject();
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteAddress("html_url"u8, links.Html, string.Create(CultureInfo.InvariantCulture, $"{issue.HtmlPath(repository)}#issuecomment-{comment.Id}"));
        writer.WriteAddress("issue_url"u8, links.Api, issue.ApiPath(repository));
        writer.WriteNumber("id"u8, comment.Id);
        writer.WriteString("node_id"u8, comment.NodeId);
        AccountJson.Write(writer, "user"u8, comment.Author, links);
        writer.WriteMoment("created_at"u8, comment.CreatedAt);
        writer.WriteMoment("updated_at"u8, comment.UpdatedAt);
        writer.WriteString("author_association"u8, repository.AssociationOf(comment.Author));
        writer.WriteString("body"u8, comment.Body);
        ReactionsJson.Write(writer, links, path);
        writer.WriteNull("performed_via_github_app"u8);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, IssueComment comment, Links links)
    {
        writer.WritePropertyName(name);
        Write(writer, repository, comment, links);
    }
}
