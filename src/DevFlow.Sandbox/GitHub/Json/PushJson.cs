using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The webhook push.</summary>
/// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads#push</remarks>
internal static class PushJson
{
    /// <summary>As many commits as one push names.</summary>
    private const int MaxCommits = 2048;

    public static void Tell(Repository repository, string name, GitCommit? before, GitCommit? after, bool isForced, Act act) =>
        repository.Tell("push", null, act, Describe(repository, name, before, after, isForced, act.By));

    /// <summary>Writes what is particular to a push.</summary>
    public static Action<Utf8JsonWriter, Links> Describe(
        Repository repository, string name, GitCommit? before, GitCommit? after, bool isForced, Account by) => (writer, links) =>
        {
            writer.WriteString("ref"u8, name);
            writer.WriteString("before"u8, GitStore.ShaOf(before));
            writer.WriteString("after"u8, GitStore.ShaOf(after));
            writer.WriteNull("base_ref"u8);
            writer.WriteBoolean("created"u8, before is null);
            writer.WriteBoolean("deleted"u8, after is null);
            writer.WriteBoolean("forced"u8, isForced);
            writer.WriteAddress("compare"u8, links.Html, repository.HtmlPath, Compare(before, after));
            writer.WriteStartArray("commits"u8);
            foreach (GitCommit commit in Commits(before, after))
            {
                Write(writer, repository, commit, links);
            }

            writer.WriteEndArray();
            writer.WritePropertyName("head_commit"u8);
            if (after is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                Write(writer, repository, after, links);
            }

            writer.WriteStartObject("pusher"u8);
            writer.WriteString("name"u8, by.Login);
            writer.WriteString("email"u8, by.CommitEmail);
            writer.WriteEndObject();
        };

    // A new branch brings nothing that was not there; a first commit is new.
    private static IEnumerable<GitCommit> Commits(GitCommit? before, GitCommit? after) => after switch
    {
        null => [],
        _ when before is null => after.Parents.Count == 0 ? [after] : [],
        _ => after.Without(before).Take(MaxCommits).Reverse(),
    };

    private static string Compare(GitCommit? before, GitCommit? after) => before is null || after is null
        ? "/commit/" + (after ?? before)!.Sha[..12]
        : $"/compare/{before.Sha[..12]}...{after.Sha[..12]}";

    private static void Write(Utf8JsonWriter writer, Repository repository, GitCommit commit, Links links)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, commit.Sha);
        writer.WriteString("tree_id"u8, commit.Tree.Sha);
        writer.WriteBoolean("distinct"u8, true);
        writer.WriteString("message"u8, commit.Message);
        writer.WriteMoment("timestamp"u8, commit.Committer.Date);
        writer.WriteAddress("url"u8, links.Html, repository.HtmlPath, "/commit/" + commit.Sha);
        WritePerson(writer, "author"u8, commit.Author);
        WritePerson(writer, "committer"u8, commit.Committer);
        IReadOnlyList<FileChange> changes = commit.Changes();
        WritePaths(writer, "added"u8, "added", changes);
        WritePaths(writer, "removed"u8, "removed", changes);
        WritePaths(writer, "modified"u8, "modified", changes);
        writer.WriteEndObject();
    }

    private static void WritePerson(Utf8JsonWriter writer, ReadOnlySpan<byte> name, GitPerson person)
    {
        writer.WriteStartObject(name);
        writer.WriteString("name"u8, person.Name);
        writer.WriteString("email"u8, person.Email);
        if (person.Account is { } account)
        {
            writer.WriteString("username"u8, account.Login);
        }

        writer.WriteEndObject();
    }

    private static void WritePaths(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string status, IReadOnlyList<FileChange> changes)
    {
        writer.WriteStartArray(name);
        foreach (FileChange change in changes.Where(change => change.Status == status))
        {
            writer.WriteStringValue(change.Path);
        }

        writer.WriteEndArray();
    }
}
