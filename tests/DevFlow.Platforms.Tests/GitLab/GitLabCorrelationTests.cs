using DevFlow.Core.Events.Correlation;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Platforms.Tests.GitHub;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Platforms.Tests.GitLab;

public sealed class GitLabCorrelationTests
{
    private const string MergeRequest = "page:gitlab.example.com/acme/shop/-/merge_requests/1";
    private const string Branch = "branch:gitlab.example.com/acme/shop@fix/abc-7-login";
    private const string Pipeline = "page:gitlab.example.com/acme/shop/-/pipelines/31";
    private const string Commit = "commit:" + GitLabPayloads.Sha;

    private readonly Correlator _correlator = new(
        static () => ["gitlab", "github"], static platform => platform == "gitlab" ? new GitLabPlugin().Correlation : new GitHubPlugin().Correlation, NullLogger<Correlator>.Instance);

    public GitLabCorrelationTests() => _correlator.SetKnownProjects(["ABC"]);

    [Theory]
    [InlineData("Push Event", Branch, Commit, "issue:ABC-7", "issue:ABC-8")]
    [InlineData("Issue Event", "issue:ABC-9", "page:gitlab.example.com/acme/shop/-/issues/23")]
    [InlineData("Comment on Commit Event", Commit)]
    [InlineData("Comment on Merge Request Event", Branch, Commit, "issue:ABC-10", "issue:ABC-7", MergeRequest)]
    [InlineData("Merge Request Event", Branch, Commit, "issue:ABC-11", "issue:ABC-7", MergeRequest)]
    [InlineData("Pipeline Event", Branch, Commit, "issue:ABC-7", MergeRequest, Pipeline)]
    [InlineData("Job Event", Branch, Commit, "issue:ABC-7", Pipeline)]
    public void Every_event_of_a_piece_of_work_names_what_it_is_part_of(string name, params string[] expected)
    {
        (string header, string body) = GitLabPayloads.All[name];
        IReadOnlyList<string> keys = _correlator.FindKeys(new GitLabWebhooks().ToEvent(GitLabPayloads.Deliver(header, body)));

        Assert.Equal(expected.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_comment_on_GitHub_and_the_merge_request_it_links_to_share_a_key()
    {
        Event comment = new GitHubWebhooks().ToEvent(GitHubDelivery.Signed(
            """{"action":"created","comment":{"body":"moved to https://gitlab.example.com/acme/shop/-/merge_requests/1/diffs"}}""", "issue_comment"));

        Assert.Equal([MergeRequest], _correlator.FindKeys(comment));
    }
}
