using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Schema Comment.</summary>
internal static class CommentJson
{
    public static void Write(Utf8JsonWriter writer, Issue issue, Comment comment, JiraView view)
    {
        writer.WriteStartObject();
        writer.WriteString("self"u8, $"{view.Api}/issue/{issue.Id}/comment/{comment.Id}");
        writer.WriteId(comment.Id);
        writer.WritePropertyName("author"u8);
        UserJson.Write(writer, comment.Author, view);
        writer.WritePropertyName("body"u8);
        writer.WriteText(comment.Body, view);
        writer.WritePropertyName("updateAuthor"u8);
        UserJson.Write(writer, comment.UpdateAuthor, view);
        writer.WriteMoment("created"u8, comment.Created);
        writer.WriteMoment("updated"u8, comment.Updated);
        if (view.IsCloud)
        {
            writer.WriteBoolean("jsdPublic"u8, true);
        }

        writer.WriteEndObject();
    }
}
