using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Commits, branches, tags and releases in answers.</summary>
internal static class RepositoryJson
{
    public static void WriteCommit(Utf8JsonWriter writer, Project project, Commit commit)
    {
        writer.WriteStartObject();
        WriteCommitFields(writer, project, commit);
        writer.WriteEndObject();
    }

    public static void WriteCommitDetail(Utf8JsonWriter writer, Project project, Commit commit)
    {
        Pipeline? last = project.Pipelines.FindLast(pipeline => pipeline.Commit == commit);
        writer.WriteStartObject();
        WriteCommitFields(writer, project, commit);
        writer.WriteStartObject("stats"u8);
        writer.WriteNumber("additions"u8, 1);
        writer.WriteNumber("deletions"u8, 0);
        writer.WriteNumber("total"u8, 1);
        writer.WriteEndObject();
        writer.WriteString("status"u8, last?.Status);
        writer.WriteNumber("project_id"u8, project.Id);
        writer.WritePropertyName("last_pipeline"u8);
        if (last is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            PipelineJson.WriteBasic(writer, last);
        }

        writer.WriteEndObject();
    }

    public static void WriteBranch(Utf8JsonWriter writer, Project project, string name, User user)
    {
        bool isDefault = name == project.DefaultBranch;
        Commit commit = project.Branches[name];
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WritePropertyName("commit"u8);
        WriteCommit(writer, project, commit);
        writer.WriteBoolean("merged"u8, !isDefault && project.History(project.Branches[project.DefaultBranch]).Contains(commit));
        writer.WriteBoolean("protected"u8, isDefault);
        writer.WriteBoolean("developers_can_push"u8, false);
        writer.WriteBoolean("developers_can_merge"u8, false);
        writer.WriteBoolean("can_push"u8, project.AccessOf(user) >= project.NeededToPush(name));
        writer.WriteBoolean("default"u8, isDefault);
        writer.WriteString("web_url"u8, $"{project.WebUrl}/-/tree/{name}");
        writer.WriteEndObject();
    }

    public static void WriteTag(Utf8JsonWriter writer, Project project, Tag tag)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, tag.Name);
        writer.WriteString("message"u8, tag.Message ?? "");
        writer.WriteString("target"u8, tag.Commit.Id);
        writer.WritePropertyName("commit"u8);
        WriteCommit(writer, project, tag.Commit);
        if (project.Releases.Find(release => release.Tag.Name == tag.Name) is { } release)
        {
            writer.WriteStartObject("release"u8);
            writer.WriteString("tag_name"u8, tag.Name);
            writer.WriteString("description"u8, release.Description);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("release"u8);
        }

        writer.WriteBoolean("protected"u8, false);
        writer.WriteTime("created_at"u8, tag.Message is null ? null : tag.CreatedAt);
        writer.WriteEndObject();
    }

    public static void WriteRelease(Utf8JsonWriter writer, Project project, Release release, DateTimeOffset now)
    {
        string page = $"{project.WebUrl}/-/releases/{release.Tag.Name}";
        writer.WriteStartObject();
        writer.WriteString("tag_name"u8, release.Tag.Name);
        writer.WriteString("description"u8, release.Description);
        writer.WriteString("name"u8, release.Name);
        writer.WriteTime("created_at"u8, release.CreatedAt);
        writer.WriteTime("released_at"u8, release.ReleasedAt);
        writer.WriteBoolean("upcoming_release"u8, release.ReleasedAt > now);
        UserJson.Write(writer, "author"u8, release.Author, project.Origin);
        writer.WritePropertyName("commit"u8);
        WriteCommit(writer, project, release.Tag.Commit);
        writer.WriteString("commit_path"u8, $"/{project.FullPath}/-/commit/{release.Tag.Commit.Id}");
        writer.WriteString("tag_path"u8, $"/{project.FullPath}/-/tags/{release.Tag.Name}");
        writer.WriteStartObject("assets"u8);
        writer.WriteNumber("count"u8, 0);
        writer.WriteTexts("sources"u8, []);
        writer.WriteTexts("links"u8, []);
        writer.WriteEndObject();
        writer.WriteTexts("evidences"u8, []);
        writer.WriteStartObject("_links"u8);
        writer.WriteString("self"u8, page);
        writer.WriteString("edit_url"u8, page + "/edit");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteCommitFields(Utf8JsonWriter writer, Project project, Commit commit)
    {
        writer.WriteString("id"u8, commit.Id);
        writer.WriteString("short_id"u8, commit.ShortId);
        writer.WriteCommitTime("created_at"u8, commit.At);
        writer.WriteTexts("parent_ids"u8, commit.ParentIds);
        writer.WriteString("title"u8, commit.Title);
        writer.WriteString("message"u8, commit.Message);
        writer.WriteString("author_name"u8, commit.Author.Name);
        writer.WriteString("author_email"u8, commit.Author.Email);
        writer.WriteCommitTime("authored_date"u8, commit.At);
        writer.WriteString("committer_name"u8, commit.Author.Name);
        writer.WriteString("committer_email"u8, commit.Author.Email);
        writer.WriteCommitTime("committed_date"u8, commit.At);
        writer.WriteStartObject("trailers"u8);
        writer.WriteEndObject();
        writer.WriteStartObject("extended_trailers"u8);
        writer.WriteEndObject();
        writer.WriteString("web_url"u8, $"{project.WebUrl}/-/commit/{commit.Id}");
    }
}
