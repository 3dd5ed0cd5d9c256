using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema git-ref, and the webhooks create and delete.</summary>
internal static class RefJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, string name, GitCommit commit, Links links)
    {
        writer.WriteStartObject();
        writer.WriteString("ref"u8, name);
        writer.WriteString("node_id"u8, NodeId.Create("Ref", $"{repository.Id}:{name}"));
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, "/git/" + name);
        writer.WriteStartObject("object"u8);
        writer.WriteString("sha"u8, commit.Sha);
        writer.WriteString("type"u8, "commit"u8);
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, "/git/commits/" + commit.Sha);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void TellCreated(Repository repository, string name, Act act) => Tell(repository, "create", name, act, writer =>
    {
        writer.WriteString("master_branch"u8, repository.Fields.DefaultBranch);
        writer.WriteString("description"u8, repository.Fields.Description);
    });

    public static void TellDeleted(Repository repository, string name, Act act) => Tell(repository, "delete", name, act, static _ => { });

    private static void Tell(Repository repository, string notice, string name, Act act, Action<Utf8JsonWriter> writeMore)
    {
        bool isTag = name.StartsWith(GitStore.Tags, StringComparison.Ordinal);
        if (!isTag && !name.StartsWith(GitStore.Heads, StringComparison.Ordinal))
        {
            return;
        }

        repository.Tell(notice, null, act, (writer, _) =>
        {
            writer.WriteString("ref"u8, name[(isTag ? GitStore.Tags : GitStore.Heads).Length..]);
            writer.WriteString("ref_type"u8, isTag ? "tag"u8 : "branch"u8);
            writeMore(writer);
            writer.WriteString("pusher_type"u8, "user"u8);
        });
    }
}
