using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The payload of a push to a branch or a tag.</summary>
/// <remarks>https://docs.gitlab.com/user/project/integrations/webhook_events/#push-events</remarks>
internal static class PushPayload
{
    /// <summary>GitLab lists no more commits; the total is told all the same.</summary>
    private const int MaxCommits = 20;

    /// <param name="writer">Gets it.</param>
    /// <param name="project">Where.</param>
    /// <param name="reference">The whole ref: <c>refs/heads/main</c>.</param>
    /// <param name="before">The commit before; null where the ref is new.</param>
    /// <param name="after">The commit after; null where the ref is gone.</param>
    /// <param name="user">Who.</param>
    public static void Write(Utf8JsonWriter writer, Project project, string reference, Commit? before, Commit? after, User user)
    {
        bool isTag = reference.StartsWith("refs/tags/", StringComparison.Ordinal);
        IReadOnlyList<Commit> commits = after is null || isTag || before is null
            ? []
            : [.. project.History(after).Except(project.History(before)).Reverse()];
        string name = isTag ? "tag_push" : "push";
        writer.WriteStartObject();
        writer.WriteString("object_kind"u8, name);
        writer.WriteString("event_name"u8, name);
        writer.WriteString("before"u8, before?.Id ?? Commit.Blank);
        writer.WriteString("after"u8, after?.Id ?? Commit.Blank);
        writer.WriteString("ref"u8, reference);
        writer.WriteBoolean("ref_protected"u8, reference == $"refs/heads/{project.DefaultBranch}");
        writer.WriteString("checkout_sha"u8, after?.Id);
        writer.WriteNull("message"u8);
        writer.WriteNumber("user_id"u8, user.Id);
        writer.WriteString("user_name"u8, user.Name);
        writer.WriteString("user_username"u8, user.Username);
        writer.WriteString("user_email"u8, "");
        writer.WriteNull("user_avatar"u8);
        writer.WriteNumber("project_id"u8, project.Id);
        PayloadParts.WriteProject(writer, project);
        writer.WriteStartArray("commits"u8);
        foreach (Commit commit in commits.TakeLast(MaxCommits))
        {
            PayloadParts.WriteCommit(writer, project, commit);
        }

        writer.WriteEndArray();
        writer.WriteNumber("total_commits_count"u8, commits.Count);
        writer.WriteStartObject("push_options"u8);
        writer.WriteEndObject();
        PayloadParts.WriteRepository(writer, project);
        writer.WriteEndObject();
    }
}
