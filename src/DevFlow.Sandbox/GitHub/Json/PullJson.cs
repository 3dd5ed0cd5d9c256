using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas pull-request, pull-request-simple and pull-request-minimal.</summary>
internal static class PullJson
{
    public static void WriteSimple(Utf8JsonWriter writer, Repository repository, Issue issue, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, issue, links);
        writer.WriteEndObject();
    }

    public static void WriteSimple(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, Issue issue, Links links)
    {
        writer.WritePropertyName(name);
        WriteSimple(writer, repository, issue, links);
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, Issue issue, Links links)
    {
        writer.WritePropertyName(name);
        Write(writer, repository, issue, links);
    }

    public static void Write(Utf8JsonWriter writer, Repository repository, Issue issue, Links links)
    {
        PullRequest pull = issue.Pull!;
        IReadOnlyList<FileChange> files = pull.Files();
        bool? isMergeable = repository.Pulls.IsMergeable(issue);
        writer.WriteStartObject();
        WriteFields(writer, repository, issue, links);
        writer.WriteBoolean("merged"u8, pull.MergedAt is not null);
        WriteFlag(writer, "mergeable"u8, isMergeable);
        WriteFlag(writer, "rebaseable"u8, isMergeable);
        writer.WriteString("mergeable_state"u8, isMergeable switch
        {
            null => "unknown",
            false => "dirty",
            _ => pull.IsDraft ? "draft" : "clean",
        });
        AccountJson.Write(writer, "merged_by"u8, pull.MergedBy, links);
        writer.WriteNumber("comments"u8, issue.Comments);
        writer.WriteNumber("review_comments"u8, 0);
        writer.WriteBoolean("maintainer_can_modify"u8, pull.MaintainerCanModify);
        writer.WriteNumber("commits"u8, pull.Commits().Count);
        writer.WriteNumber("additions"u8, files.Sum(file => file.Additions));
        writer.WriteNumber("deletions"u8, files.Sum(file => file.Deletions));
        writer.WriteNumber("changed_files"u8, files.Count);
        writer.WriteEndObject();
    }

    /// <summary>The open pull requests of a commit, as checks and runs name them.</summary>
    public static void WriteMinimal(Utf8JsonWriter writer, Repository repository, string sha, Links links)
    {
        writer.WriteStartArray("pull_requests"u8);
        foreach (Issue issue in repository.Issues.FindAll(issue => issue is { IsClosed: false, Pull: { } pull } && pull.Head.Sha == sha))
        {
            writer.WriteStartObject();
            writer.WriteAddress("url"u8, links.Api, issue.PullApiPath(repository));
            writer.WriteNumber("id"u8, issue.Id);
            writer.WriteNumber("number"u8, issue.Number);
            WriteMinimalEnd(writer, "head"u8, repository, issue.Pull!.HeadRef, issue.Pull.Head, links);
            WriteMinimalEnd(writer, "base"u8, repository, issue.Pull.BaseRef, issue.Pull.Base, links);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter writer, Repository repository, Issue issue, Links links)
    {
        PullRequest pull = issue.Pull!;
        string path = issue.PullApiPath(repository);
        string html = issue.HtmlPath(repository);
        string issuePath = issue.ApiPath(repository);
        string statuses = $"{repository.ApiPath}/statuses/{pull.Head.Sha}";
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteNumber("id"u8, issue.Id);
        writer.WriteString("node_id"u8, issue.NodeId);
        writer.WriteAddress("html_url"u8, links.Html, html);
        writer.WriteAddress("diff_url"u8, links.Html, html, ".diff");
        writer.WriteAddress("patch_url"u8, links.Html, html, ".patch");
        writer.WriteAddress("issue_url"u8, links.Api, issuePath);
        writer.WriteNumber("number"u8, issue.Number);
        writer.WriteString("state"u8, issue.IsClosed ? "closed"u8 : "open"u8);
        writer.WriteBoolean("locked"u8, issue.IsLocked);
        writer.WriteString("title"u8, issue.Title);
        AccountJson.Write(writer, "user"u8, issue.Author, links);
        writer.WriteString("body"u8, issue.Body);
        writer.WriteMoment("created_at"u8, issue.CreatedAt);
        writer.WriteMoment("updated_at"u8, issue.UpdatedAt);
        writer.WriteMoment("closed_at"u8, issue.ClosedAt);
        writer.WriteMoment("merged_at"u8, pull.MergedAt);
        writer.WriteString("merge_commit_sha"u8, pull.MergeSha);
        AccountJson.Write(writer, "assignee"u8, issue.Assignees.Count > 0 ? issue.Assignees[0] : null, links);
        AccountJson.WriteAll(writer, "assignees"u8, issue.Assignees, links);
        AccountJson.WriteAll(writer, "requested_reviewers"u8, pull.Reviewers, links);
        writer.WriteStartArray("requested_teams"u8);
        writer.WriteEndArray();
        LabelJson.WriteAll(writer, "labels"u8, repository, issue.Labels, links);
        MilestoneJson.Write(writer, "milestone"u8, repository, issue.Milestone, links);
        writer.WriteBoolean("draft"u8, pull.IsDraft);
        writer.WriteAddress("commits_url"u8, links.Api, path, "/commits");
        writer.WriteAddress("review_comments_url"u8, links.Api, path, "/comments");
        writer.WriteAddress("review_comment_url"u8, links.Api, repository.ApiPath, "/pulls/comments{/number}");
        writer.WriteAddress("comments_url"u8, links.Api, issuePath, "/comments");
        writer.WriteAddress("statuses_url"u8, links.Api, statuses);
        WriteEnd(writer, "head"u8, repository, pull.HeadRef, pull.Head, links);
        WriteEnd(writer, "base"u8, repository, pull.BaseRef, pull.Base, links);
        writer.WriteStartObject("_links"u8);
        WriteLink(writer, "self"u8, links.Api, path);
        WriteLink(writer, "html"u8, links.Html, html);
        WriteLink(writer, "issue"u8, links.Api, issuePath);
        WriteLink(writer, "comments"u8, links.Api, issuePath, "/comments");
        WriteLink(writer, "review_comments"u8, links.Api, path, "/comments");
        WriteLink(writer, "review_comment"u8, links.Api, repository.ApiPath, "/pulls/comments{/number}");
        WriteLink(writer, "commits"u8, links.Api, path, "/commits");
        WriteLink(writer, "statuses"u8, links.Api, statuses);
        writer.WriteEndObject();
        writer.WriteString("author_association"u8, repository.AssociationOf(issue.Author));
        writer.WriteNull("auto_merge"u8);
        writer.WriteString("active_lock_reason"u8, issue.LockReason);
    }

    private static void WriteEnd(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, string branch, GitCommit commit, Links links)
    {
        writer.WriteStartObject(name);
        writer.WriteString("label"u8, $"{repository.Owner.Login}:{branch}");
        writer.WriteString("ref"u8, branch);
        writer.WriteString("sha"u8, commit.Sha);
        AccountJson.Write(writer, "user"u8, repository.Owner, links);
        RepositoryJson.Write(writer, "repo"u8, repository, links);
        writer.WriteEndObject();
    }

    private static void WriteMinimalEnd(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, string branch, GitCommit commit, Links links)
    {
        writer.WriteStartObject(name);
        writer.WriteString("ref"u8, branch);
        writer.WriteString("sha"u8, commit.Sha);
        writer.WriteStartObject("repo"u8);
        writer.WriteNumber("id"u8, repository.Id);
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath);
        writer.WriteString("name"u8, repository.Name);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteLink(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string root, string path, string suffix = "")
    {
        writer.WriteStartObject(name);
        writer.WriteAddress("href"u8, root, path, suffix);
        writer.WriteEndObject();
    }

    private static void WriteFlag(Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool? flag)
    {
        if (flag is { } value)
        {
            writer.WriteBoolean(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
