using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Projects in answers.</summary>
internal static class ProjectJson
{
    /// <summary>The short form of lists.</summary>
    public static void WriteBasic(Utf8JsonWriter writer, Project project)
    {
        writer.WriteStartObject();
        WriteBasicFields(writer, project);
        writer.WriteEndObject();
    }

    /// <summary>The whole form, with what the user may do in it.</summary>
    public static void Write(Utf8JsonWriter writer, Project project, User user)
    {
        AccessLevel access = project.AccessOf(user);
        writer.WriteStartObject();
        WriteBasicFields(writer, project);
        writer.WriteBoolean("packages_enabled"u8, false);
        writer.WriteBoolean("empty_repo"u8, project.Branches.Count == 0);
        writer.WriteBoolean("archived"u8, false);
        writer.WriteBoolean("issues_enabled"u8, true);
        writer.WriteBoolean("merge_requests_enabled"u8, true);
        writer.WriteBoolean("jobs_enabled"u8, true);
        writer.WriteBoolean("wiki_enabled"u8, false);
        writer.WriteBoolean("snippets_enabled"u8, false);
        writer.WriteBoolean("can_create_merge_request_in"u8, access >= AccessLevel.Developer);
        writer.WriteNumber("open_issues_count"u8, project.Issues.Count(issue => issue.State == Issuable.Opened));
        writer.WriteTime("updated_at"u8, project.LastActivityAt);
        writer.WriteString("merge_method"u8, "merge");
        writer.WriteBoolean("only_allow_merge_if_pipeline_succeeds"u8, false);
        WriteLinks(writer, project);
        WritePermissions(writer, access);
        writer.WriteEndObject();
    }

    private static void WriteBasicFields(Utf8JsonWriter writer, Project project)
    {
        writer.WriteNumber("id"u8, project.Id);
        writer.WriteString("description"u8, project.Description);
        writer.WriteString("name"u8, project.Name);
        writer.WriteString("name_with_namespace"u8, project.FullName);
        writer.WriteString("path"u8, project.Path);
        writer.WriteString("path_with_namespace"u8, project.FullPath);
        writer.WriteTime("created_at"u8, project.CreatedAt);
        writer.WriteString("default_branch"u8, project.DefaultBranch);
        writer.WriteTexts("tag_list"u8, []);
        writer.WriteTexts("topics"u8, []);
        writer.WriteString("ssh_url_to_repo"u8, project.SshUrl);
        writer.WriteString("http_url_to_repo"u8, project.GitUrl);
        writer.WriteString("web_url"u8, project.WebUrl);
        writer.WriteString("readme_url"u8, $"{project.WebUrl}/-/blob/{project.DefaultBranch}/README.md");
        writer.WriteNumber("forks_count"u8, 0);
        writer.WriteNull("avatar_url"u8);
        writer.WriteNumber("star_count"u8, 0);
        writer.WriteTime("last_activity_at"u8, project.LastActivityAt);
        writer.WriteString("visibility"u8, project.Visibility);
        writer.WriteStartObject("namespace"u8);
        writer.WriteNumber("id"u8, project.Group.Id);
        writer.WriteString("name"u8, project.Group.Name);
        writer.WriteString("path"u8, project.Group.Path);
        writer.WriteString("kind"u8, "group");
        writer.WriteString("full_path"u8, project.Group.Path);
        writer.WriteNull("parent_id"u8);
        writer.WriteNull("avatar_url"u8);
        writer.WriteString("web_url"u8, $"{project.Origin}/groups/{project.Group.Path}");
        writer.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter writer, Project project)
    {
        writer.WriteStartObject("_links"u8);
        writer.WriteString("self"u8, project.ApiUrl);
        writer.WriteString("issues"u8, $"{project.ApiUrl}/issues");
        writer.WriteString("merge_requests"u8, $"{project.ApiUrl}/merge_requests");
        writer.WriteString("repo_branches"u8, $"{project.ApiUrl}/repository/branches");
        writer.WriteEndObject();
    }

    private static void WritePermissions(Utf8JsonWriter writer, AccessLevel access)
    {
        writer.WriteStartObject("permissions"u8);
        if (access == AccessLevel.None)
        {
            writer.WriteNull("project_access"u8);
        }
        else
        {
            writer.WriteStartObject("project_access"u8);
            writer.WriteNumber("access_level"u8, (int)access);
            writer.WriteNumber("notification_level"u8, 3);
            writer.WriteEndObject();
        }

        writer.WriteNull("group_access"u8);
        writer.WriteEndObject();
    }
}
