using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>What the payloads of several kinds have in common.</summary>
internal static class PayloadParts
{
    public static void WriteProject(Utf8JsonWriter writer, Project project)
    {
        writer.WriteStartObject("project"u8);
        writer.WriteNumber("id"u8, project.Id);
        writer.WriteString("name"u8, project.Name);
        writer.WriteString("description"u8, project.Description);
        writer.WriteString("web_url"u8, project.WebUrl);
        writer.WriteNull("avatar_url"u8);
        writer.WriteString("git_ssh_url"u8, project.SshUrl);
        writer.WriteString("git_http_url"u8, project.GitUrl);
        writer.WriteString("namespace"u8, project.Group.Name);
        writer.WriteNumber("visibility_level"u8, project.Visibility switch { "public" => 20, "internal" => 10, _ => 0 });
        writer.WriteString("path_with_namespace"u8, project.FullPath);
        writer.WriteString("default_branch"u8, project.DefaultBranch);
        writer.WriteNull("ci_config_path"u8);
        writer.WriteString("homepage"u8, project.WebUrl);
        writer.WriteString("url"u8, project.SshUrl);
        writer.WriteString("ssh_url"u8, project.SshUrl);
        writer.WriteString("http_url"u8, project.GitUrl);
        writer.WriteEndObject();
    }

    public static void WriteRepository(Utf8JsonWriter writer, Project project)
    {
        writer.WriteStartObject("repository"u8);
        writer.WriteString("name"u8, project.Name);
        writer.WriteString("url"u8, project.SshUrl);
        writer.WriteString("description"u8, project.Description);
        writer.WriteString("homepage"u8, project.WebUrl);
        writer.WriteEndObject();
    }

    public static void WriteUser(Utf8JsonWriter writer, ReadOnlySpan<byte> name, User user)
    {
        writer.WritePropertyName(name);
        WriteUser(writer, user);
    }

    public static void WriteUsers(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<User> users)
    {
        writer.WriteStartArray(name);
        foreach (User user in users)
        {
            WriteUser(writer, user);
        }

        writer.WriteEndArray();
    }

    public static void WriteCommit(Utf8JsonWriter writer, Project project, Commit commit)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, commit.Id);
        writer.WriteString("message"u8, commit.Message);
        writer.WriteString("title"u8, commit.Title);
        writer.WriteCommitTime("timestamp"u8, commit.At);
        writer.WriteString("url"u8, $"{project.WebUrl}/-/commit/{commit.Id}");
        writer.WriteStartObject("author"u8);
        writer.WriteString("name"u8, commit.Author.Name);
        writer.WriteString("email"u8, commit.Author.Email);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void WriteLabels(Utf8JsonWriter writer, Issuable issuable)
    {
        writer.WriteStartArray("labels"u8);
        foreach (string label in issuable.Labels)
        {
            writer.WriteStartObject();
            writer.WriteString("title"u8, label);
            writer.WriteString("color"u8, "#dc143c");
            writer.WriteNumber("project_id"u8, issuable.Project.Id);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteUser(Utf8JsonWriter writer, User user)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, user.Id);
        writer.WriteString("name"u8, user.Name);
        writer.WriteString("username"u8, user.Username);
        writer.WriteNull("avatar_url"u8);
        writer.WriteString("email"u8, "[REDACTED]");
        writer.WriteEndObject();
    }
}
