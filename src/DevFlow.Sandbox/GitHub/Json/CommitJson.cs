using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas commit, simple-commit and the commit of file-commit.</summary>
internal static class CommitJson
{
    /// <summary>GitHub's limit of files in one answer.</summary>
    private const int MaxFiles = 300;

    public static void Write(Utf8JsonWriter writer, Repository repository, GitCommit commit, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, repository, commit, links);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, GitCommit commit, Links links)
    {
        writer.WritePropertyName(name);
        Write(writer, repository, commit, links);
    }

    /// <summary>With what it changes.</summary>
    public static void WriteFull(Utf8JsonWriter writer, Repository repository, GitCommit commit, Links links)
    {
        IReadOnlyList<FileChange> changes = commit.Changes();
        int additions = changes.Sum(change => change.Additions);
        int deletions = changes.Sum(change => change.Deletions);
        writer.WriteStartObject();
        WriteFields(writer, repository, commit, links);
        writer.WriteStartObject("stats"u8);
        writer.WriteNumber("total"u8, additions + deletions);
        writer.WriteNumber("additions"u8, additions);
        writer.WriteNumber("deletions"u8, deletions);
        writer.WriteEndObject();
        WriteFiles(writer, repository, changes, commit.Sha, links);
        writer.WriteEndObject();
    }

    public static void WriteFiles(Utf8JsonWriter writer, Repository repository, IReadOnlyList<FileChange> changes, string sha, Links links)
    {
        writer.WriteStartArray("files"u8);
        foreach (FileChange change in changes.Take(MaxFiles))
        {
            FileChangeJson.Write(writer, repository, change, sha, links);
        }

        writer.WriteEndArray();
    }

    /// <summary>The form of PUT and DELETE contents: what git itself knows.</summary>
    public static void WriteGit(Utf8JsonWriter writer, Repository repository, GitCommit commit, Links links)
    {
        string path = $"{repository.ApiPath}/git/commits/{commit.Sha}";
        writer.WriteStartObject("commit"u8);
        writer.WriteString("sha"u8, commit.Sha);
        writer.WriteString("node_id"u8, NodeIdOf(commit));
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteAddress("html_url"u8, links.Html, repository.HtmlPath, "/commit/" + commit.Sha);
        WritePerson(writer, "author"u8, commit.Author);
        WritePerson(writer, "committer"u8, commit.Committer);
        WriteTree(writer, repository, commit, links);
        writer.WriteString("message"u8, commit.Message);
        WriteParents(writer, repository, commit, links);
        WriteVerification(writer);
        writer.WriteEndObject();
    }

    /// <summary>The schema nullable-simple-commit.</summary>
    public static void WriteSimple(Utf8JsonWriter writer, ReadOnlySpan<byte> name, GitCommit commit)
    {
        writer.WriteStartObject(name);
        writer.WriteString("id"u8, commit.Sha);
        writer.WriteString("tree_id"u8, commit.Tree.Sha);
        writer.WriteString("message"u8, commit.Message);
        writer.WriteMoment("timestamp"u8, commit.Committer.Date);
        WriteName(writer, "author"u8, commit.Author);
        WriteName(writer, "committer"u8, commit.Committer);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, Repository repository, GitCommit commit, Links links)
    {
        string path = $"{repository.ApiPath}/commits/{commit.Sha}";
        writer.WriteString("sha"u8, commit.Sha);
        writer.WriteString("node_id"u8, NodeIdOf(commit));
        writer.WriteStartObject("commit"u8);
        WritePerson(writer, "author"u8, commit.Author);
        WritePerson(writer, "committer"u8, commit.Committer);
        writer.WriteString("message"u8, commit.Message);
        WriteTree(writer, repository, commit, links);
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, "/git/commits/" + commit.Sha);
        writer.WriteNumber("comment_count"u8, 0);
        WriteVerification(writer);
        writer.WriteEndObject();
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteAddress("html_url"u8, links.Html, repository.HtmlPath, "/commit/" + commit.Sha);
        writer.WriteAddress("comments_url"u8, links.Api, path, "/comments");
        AccountJson.Write(writer, "author"u8, commit.Author.Account, links);
        AccountJson.Write(writer, "committer"u8, commit.Committer.Account, links);
        WriteParents(writer, repository, commit, links);
    }

    private static void WriteTree(Utf8JsonWriter writer, Repository repository, GitCommit commit, Links links)
    {
        writer.WriteStartObject("tree"u8);
        writer.WriteString("sha"u8, commit.Tree.Sha);
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, "/git/trees/" + commit.Tree.Sha);
        writer.WriteEndObject();
    }

    private static void WriteParents(Utf8JsonWriter writer, Repository repository, GitCommit commit, Links links)
    {
        writer.WriteStartArray("parents"u8);
        foreach (GitCommit parent in commit.Parents)
        {
            writer.WriteStartObject();
            writer.WriteString("sha"u8, parent.Sha);
            writer.WriteAddress("url"u8, links.Api, repository.ApiPath, "/commits/" + parent.Sha);
            writer.WriteAddress("html_url"u8, links.Html, repository.HtmlPath, "/commit/" + parent.Sha);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // Nobody signs in a sandbox.
    private static void WriteVerification(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("verification"u8);
        writer.WriteBoolean("verified"u8, false);
        writer.WriteString("reason"u8, "unsigned"u8);
        writer.WriteNull("signature"u8);
        writer.WriteNull("payload"u8);
        writer.WriteNull("verified_at"u8);
        writer.WriteEndObject();
    }

    private static void WritePerson(Utf8JsonWriter writer, ReadOnlySpan<byte> name, GitPerson person)
    {
        writer.WriteStartObject(name);
        writer.WriteString("name"u8, person.Name);
        writer.WriteString("email"u8, person.Email);
        writer.WriteMoment("date"u8, person.Date);
        writer.WriteEndObject();
    }

    private static void WriteName(Utf8JsonWriter writer, ReadOnlySpan<byte> name, GitPerson person)
    {
        writer.WriteStartObject(name);
        writer.WriteString("name"u8, person.Name);
        writer.WriteString("email"u8, person.Email);
        writer.WriteEndObject();
    }

    private static string NodeIdOf(GitCommit commit) => NodeId.Create("Commit", commit.Sha);
}
