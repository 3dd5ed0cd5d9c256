using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schema commit-comparison.</summary>
internal static class ComparisonJson
{
    public static void Write(Utf8JsonWriter writer, Repository repository, Comparison comparison, Paging paging, Links links)
    {
        IReadOnlyList<GitCommit> ahead = [.. comparison.Last.Without(comparison.First).Reverse()];
        int behind = comparison.First.Without(comparison.Last).Count;
        string path = $"/compare/{Uri.EscapeDataString(comparison.FirstName)}...{Uri.EscapeDataString(comparison.LastName)}";
        writer.WriteStartObject();
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath, path);
        writer.WriteAddress("html_url"u8, links.Html, repository.HtmlPath, path);
        writer.WriteAddress("permalink_url"u8, links.Html, repository.HtmlPath, $"/compare/{repository.Owner.Login}:{comparison.First.Sha[..7]}...{repository.Owner.Login}:{comparison.Last.Sha[..7]}");
        writer.WriteAddress("diff_url"u8, links.Html, repository.HtmlPath, path + ".diff");
        writer.WriteAddress("patch_url"u8, links.Html, repository.HtmlPath, path + ".patch");
        CommitJson.Write(writer, "base_commit"u8, repository, comparison.First, links);
        CommitJson.Write(writer, "merge_base_commit"u8, repository, comparison.Common, links);
        writer.WriteString("status"u8, (ahead.Count, behind) switch
        {
            (0, 0) => "identical",
            (_, 0) => "ahead",
            (0, _) => "behind",
            _ => "diverged",
        });
        writer.WriteNumber("ahead_by"u8, ahead.Count);
        writer.WriteNumber("behind_by"u8, behind);
        writer.WriteNumber("total_commits"u8, ahead.Count);
        writer.WriteStartArray("commits"u8);
        foreach (GitCommit commit in paging.Take(ahead))
        {
            CommitJson.Write(writer, repository, commit, links);
        }

        writer.WriteEndArray();
        CommitJson.WriteFiles(writer, repository, FileChange.Between(comparison.Common.Tree, comparison.Last.Tree), comparison.Last.Sha, links);
        writer.WriteEndObject();
    }
}
