using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema check-suite.</summary>
internal static class CheckSuiteJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, CheckSuite suite, Links links)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{repository.ApiPath}/check-suites/{suite.Id}");
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, suite.Id);
        writer.WriteString("node_id"u8, suite.NodeId);
        writer.WriteString("head_branch"u8, suite.Branch);
        writer.WriteString("head_sha"u8, suite.Head.Sha);
        writer.WriteString("status"u8, suite.Status);
        writer.WriteString("conclusion"u8, suite.Conclusion);
        writer.WriteAddress("url"u8, links.Api, path);
        writer.WriteString("before"u8, GitStore.ShaOf(suite.Head.Parents.Count > 0 ? suite.Head.Parents[0] : null));
        writer.WriteString("after"u8, suite.Head.Sha);
        PullJson.WriteMinimal(writer, repository, suite.Head.Sha, links);
        CheckAppJson.Write(writer, suite.App, links);
        RepositoryJson.WriteMinimal(writer, "repository"u8, repository, links);
        writer.WriteMoment("created_at"u8, suite.CreatedAt);
        writer.WriteMoment("updated_at"u8, suite.UpdatedAt);
        CommitJson.WriteSimple(writer, "head_commit"u8, suite.Head);
        writer.WriteNumber("latest_check_runs_count"u8, repository.Checks.ListRuns(run => run.SuiteId == suite.Id).Count);
        writer.WriteAddress("check_runs_url"u8, links.Api, path, "/check-runs");
        writer.WriteBoolean("rerequestable"u8, true);
        writer.WriteBoolean("runs_rerequestable"u8, true);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Repository repository, CheckSuite suite, Links links)
    {
        writer.WritePropertyName(name);
        Write(writer, repository, suite, links);
    }
}
