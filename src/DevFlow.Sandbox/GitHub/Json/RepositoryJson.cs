using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas repository and full-repository.</summary>
internal static class RepositoryJson
{
    /// <param name="writer">Where to write; the object must have been started.</param>
    /// <param name="repository">What to write.</param>
    /// <param name="links">The roots of its addresses.</param>
    public static void WriteFields(Utf8JsonWriter writer, Repository repository, Links links)
    {
        RepositoryFields fields = repository.Fields;
        int openIssues = repository.Issues.OpenCount;
        writer.WriteNumber("id"u8, repository.Id);
        writer.WriteString("node_id"u8, repository.NodeId);
        writer.WriteString("name"u8, repository.Name);
        writer.WriteString("full_name"u8, repository.FullName);
        writer.WriteBoolean("private"u8, fields.IsPrivate);
        AccountJson.Write(writer, "owner"u8, repository.Owner, links);
        writer.WriteAddress("html_url"u8, links.Html, repository.HtmlPath);
        writer.WriteString("description"u8, fields.Description);
        writer.WriteBoolean("fork"u8, false);
        RepositoryAddresses.Write(writer, repository, links);
        writer.WriteMoment("created_at"u8, repository.CreatedAt);
        writer.WriteMoment("updated_at"u8, repository.UpdatedAt);
        writer.WriteMoment("pushed_at"u8, repository.PushedAt);
        writer.WriteString("homepage"u8, fields.Homepage);
        writer.WriteNumber("size"u8, 0);
        writer.WriteNumber("stargazers_count"u8, 0);
        writer.WriteNumber("watchers_count"u8, 0);
        writer.WriteNull("language"u8);
        writer.WriteBoolean("has_issues"u8, fields.HasIssues);
        writer.WriteBoolean("has_projects"u8, fields.HasProjects);
        writer.WriteBoolean("has_downloads"u8, true);
        writer.WriteBoolean("has_wiki"u8, fields.HasWiki);
        writer.WriteBoolean("has_pages"u8, false);
        writer.WriteBoolean("has_discussions"u8, false);
        writer.WriteNumber("forks_count"u8, 0);
        writer.WriteNull("mirror_url"u8);
        writer.WriteBoolean("archived"u8, fields.IsArchived);
        writer.WriteBoolean("disabled"u8, false);
        writer.WriteNumber("open_issues_count"u8, openIssues);
        writer.WriteNull("license"u8);
        writer.WriteBoolean("allow_forking"u8, true);
        writer.WriteBoolean("is_template"u8, fields.IsTemplate);
        writer.WriteBoolean("web_commit_signoff_required"u8, false);
        writer.WriteStartArray("topics"u8);
        writer.WriteEndArray();
        writer.WriteString("visibility"u8, fields.IsPrivate ? "private"u8 : "public"u8);
        writer.WriteNumber("forks"u8, 0);
        writer.WriteNumber("open_issues"u8, openIssues);
        writer.WriteNumber("watchers"u8, 0);
        writer.WriteString("default_branch"u8, fields.DefaultBranch);
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, Links links)
    {
        writer.WriteStartObject(name);
        WriteFields(writer, repository, links);
        writer.WriteEndObject();
    }

    /// <summary>The schema minimal-repository.</summary>
    public static void WriteMinimal(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, Links links)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("id"u8, repository.Id);
        writer.WriteString("node_id"u8, repository.NodeId);
        writer.WriteString("name"u8, repository.Name);
        writer.WriteString("full_name"u8, repository.FullName);
        writer.WriteBoolean("private"u8, repository.IsPrivate);
        AccountJson.Write(writer, "owner"u8, repository.Owner, links);
        writer.WriteAddress("html_url"u8, links.Html, repository.HtmlPath);
        writer.WriteString("description"u8, repository.Fields.Description);
        writer.WriteBoolean("fork"u8, false);
        RepositoryAddresses.Write(writer, repository, links);
        writer.WriteEndObject();
    }

    /// <summary>An entry of a list, with what the asking account may do.</summary>
    public static void WriteListed(Utf8JsonWriter writer, Repository repository, Account viewer, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, links);
        WritePermissions(writer, repository.RoleOf(viewer));
        writer.WriteEndObject();
    }

    public static void WriteFull(Utf8JsonWriter writer, Repository repository, Account viewer, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, links);
        WritePermissions(writer, repository.RoleOf(viewer));
        RepositoryFields fields = repository.Fields;
        writer.WriteBoolean("allow_merge_commit"u8, fields.AllowMergeCommit);
        writer.WriteBoolean("allow_squash_merge"u8, fields.AllowSquashMerge);
        writer.WriteBoolean("allow_rebase_merge"u8, fields.AllowRebaseMerge);
        writer.WriteBoolean("allow_auto_merge"u8, false);
        writer.WriteBoolean("delete_branch_on_merge"u8, fields.DeleteBranchOnMerge);
        if (repository.Owner.IsOrganization)
        {
            AccountJson.Write(writer, "organization"u8, repository.Owner, links);
        }

        writer.WriteNumber("network_count"u8, 0);
        writer.WriteNumber("subscribers_count"u8, 0);
        writer.WriteEndObject();
    }

    private static void WritePermissions(Utf8JsonWriter writer, RepositoryRole role)
    {
        writer.WriteStartObject("permissions"u8);
        writer.WriteBoolean("admin"u8, role >= RepositoryRole.Admin);
        writer.WriteBoolean("maintain"u8, role >= RepositoryRole.Maintain);
        writer.WriteBoolean("push"u8, role >= RepositoryRole.Write);
        writer.WriteBoolean("triage"u8, role >= RepositoryRole.Triage);
        writer.WriteBoolean("pull"u8, role >= RepositoryRole.Read);
        writer.WriteEndObject();
    }
}
