using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The payload of a release.</summary>
/// <remarks>https://docs.gitlab.com/user/project/integrations/webhook_events/#release-events</remarks>
internal static class ReleasePayload
{
    public static void Write(Utf8JsonWriter writer, Project project, Release release, string action)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, release.Id);
        writer.WriteHookTime("created_at"u8, release.CreatedAt);
        writer.WriteString("description"u8, release.Description);
        writer.WriteString("name"u8, release.Name);
        writer.WriteHookTime("released_at"u8, release.ReleasedAt);
        writer.WriteString("tag"u8, release.Tag.Name);
        writer.WriteString("object_kind"u8, "release");
        PayloadParts.WriteProject(writer, project);
        writer.WriteString("url"u8, $"{project.WebUrl}/-/releases/{release.Tag.Name}");
        writer.WriteString("action"u8, action);
        writer.WriteStartObject("assets"u8);
        writer.WriteNumber("count"u8, 0);
        writer.WriteTexts("links"u8, []);
        writer.WriteTexts("sources"u8, []);
        writer.WriteEndObject();
        writer.WritePropertyName("commit"u8);
        PayloadParts.WriteCommit(writer, project, release.Tag.Commit);
        writer.WriteEndObject();
    }
}
