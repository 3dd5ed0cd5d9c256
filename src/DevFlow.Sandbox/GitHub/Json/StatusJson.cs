using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas status, simple-commit-status and combined-commit-status, and the webhook status.</summary>
internal static class StatusJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, CommitStatus status, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, status, links);
        AccountJson.Write(writer, "creator"u8, status.Creator, links);
        writer.WriteEndObject();
    }

    public static void WriteCombined(Utf8JsonWriter writer, Repository repository, GitCommit commit, IReadOnlyList<CommitStatus> latest, IEnumerable<CommitStatus> page, Links links)
    {
        string path = $"{repository.ApiPath}/commits/{commit.Sha}";
        writer.WriteStartObject();
        writer.WriteString("state"u8, StatusSet.Combine(latest));
        writer.WriteStartArray("statuses"u8);
        foreach (CommitStatus status in page)
        {
            writer.WriteStartObject();
            WriteFields(writer, repository, status, links);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("sha"u8, commit.Sha);
        writer.WriteNumber("total_count"u8, latest.Count);
        RepositoryJson.WriteMinimal(writer, "repository"u8, repository, links);
        writer.WriteAddress("commit_url"u8, links.Api, path);
        writer.WriteAddress("url"u8, links.Api, path, "/status");
        writer.WriteEndObject();
    }

    /// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads#status</remarks>
    public static void WriteTold(Utf8JsonWriter writer, Repository repository, GitCommit commit, CommitStatus status, Links links)
    {
        writer.WriteNumber("id"u8, status.Id);
        writer.WriteString("sha"u8, status.Sha);
        writer.WriteString("name"u8, repository.FullName);
        writer.WriteString("target_url"u8, status.TargetUrl);
        writer.WriteAddress("avatar_url"u8, links.Html, status.Creator.AvatarPath);
        writer.WriteString("context"u8, status.Context);
        writer.WriteString("description"u8, status.Description);
        writer.WriteString("state"u8, status.State);
        CommitJson.Write(writer, "commit"u8, repository, commit, links);
        writer.WriteStartArray("branches"u8);
        foreach ((string name, GitCommit head) in repository.Git.Refs)
        {
            if (head == commit && name.StartsWith(GitStore.Heads, StringComparison.Ordinal))
            {
                WriteBranch(writer, repository, name[GitStore.Heads.Length..], head, links);
            }
        }

        writer.WriteEndArray();
        writer.WriteMoment("created_at"u8, status.CreatedAt);
        writer.WriteMoment("updated_at"u8, status.CreatedAt);
    }

    private static void WriteBranch(Utf8JsonWriter writer, Repository repository, string name, GitCommit head, Links links)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        writer.WriteStartObject("commit"u8);
        writer.WriteString("sha"u8, head.Sha);
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, "/commits/" + head.Sha);
        writer.WriteEndObject();
        writer.WriteBoolean("protected"u8, repository.Git.IsProtected(name));
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, Repository repository, CommitStatus status, Links links)
    {
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, "/statuses/" + status.Sha);
        writer.WriteAddress("avatar_url"u8, links.Html, status.Creator.AvatarPath);
        writer.WriteNumber("id"u8, status.Id);
        writer.WriteString("node_id"u8, status.NodeId);
        writer.WriteString("state"u8, status.State);
        writer.WriteString("description"u8, status.Description);
        writer.WriteString("target_url"u8, status.TargetUrl);
        writer.WriteString("context"u8, status.Context);
        writer.WriteMoment("created_at"u8, status.CreatedAt);
        writer.WriteMoment("updated_at"u8, status.CreatedAt);
    }
}
