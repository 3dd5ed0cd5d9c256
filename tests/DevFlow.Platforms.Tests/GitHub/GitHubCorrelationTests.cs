using System.Text.Json;
using DevFlow.Core.Events.Correlation;
using DevFlow.GitHub;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Platforms.Tests.GitHub;

public sealed class GitHubCorrelationTests
{
    private readonly Correlator _correlator = new(static () => ["github"], static _ => new GitHubPlugin().Correlation, NullLogger<Correlator>.Instance);

    [Fact]
    public void Every_example_of_a_pull_request_and_its_checks_names_the_pull_request_and_its_commit()
    {
        int seen = 0;
        foreach ((string name, JsonElement payload) in GitHubPayloads.Read())
        {
            IReadOnlyList<string> keys = Find(name, payload.GetRawText());
            if (payload.TryGetProperty("pull_request", out JsonElement pull))
            {
                Assert.Contains("page:" + pull.GetProperty("html_url").GetString()!["https://".Length..].ToLowerInvariant(), keys);
                Assert.Contains("commit:" + pull.GetProperty("head").GetProperty("sha").GetString(), keys);
                seen++;
            }
            else if (name is "check_run" or "check_suite" or "workflow_run" or "workflow_job")
            {
                Assert.Contains(keys, static key => key.StartsWith("commit:", StringComparison.Ordinal));
                seen++;
            }
            else if (name is "issues" or "issue_comment")
            {
                Assert.Contains(keys, static key => key.StartsWith("page:", StringComparison.Ordinal));
                seen++;
            }
        }

        Assert.InRange(seen, 80, GitHubPayloads.Count);
    }

    [Fact]
    public void No_example_is_tied_to_a_default_branch_or_to_an_issue_it_does_not_name()
    {
        foreach ((string name, JsonElement payload) in GitHubPayloads.Read())
        {
            Assert.DoesNotContain(Find(name, payload.GetRawText()), static key =>
                key.EndsWith("@master", StringComparison.Ordinal) || key.EndsWith("@main", StringComparison.Ordinal) || key.StartsWith("issue:", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_merge_of_the_default_branch_into_a_feature_brings_no_other_story_along()
    {
        IReadOnlyList<string> keys = Find("push", """
            {"ref":"refs/heads/fix-ABC-1","after":"1111111111111111111111111111111111111111","before":"2222222222222222222222222222222222222222",
             "commits":[{"id":"3333333333333333333333333333333333333333","distinct":false,"message":"DEF-2 of somebody else"},
                        {"id":"1111111111111111111111111111111111111111","distinct":true,"message":"Merge main"}],
             "repository":{"html_url":"https://github.com/Acme/Shop","default_branch":"main"}}
            """);

        Assert.Equal(["branch:github.com/acme/shop@fix-ABC-1", "commit:1111111111111111111111111111111111111111", "issue:ABC-1"], keys.Order(StringComparer.Ordinal));
    }

    private IReadOnlyList<string> Find(string name, string payload) =>
        _correlator.FindKeys(new GitHubWebhooks().ToEvent(GitHubDelivery.Signed(payload, name)));
}
