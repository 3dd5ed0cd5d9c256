using DevFlow.Core.Events.Correlation;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Tests.Events.Correlation;

/// <summary>One piece of work on its way through four platforms, and another beside it.</summary>
public sealed class StoryTests : IDisposable
{
    private const string First = "1111111111111111111111111111111111111111";
    private const string Second = "2222222222222222222222222222222222222222";
    private const string Unrelated = "3333333333333333333333333333333333333333";
    private const string Repository = """ "repository":{"html_url":"https://github.com/acme/shop","default_branch":"main"} """;

    private static readonly (string Topic, string Data)[] Story =
    [
        ("jira.issue.created", """{"issue":{"key":"ABC-123","fields":{"summary":"Login fails","description":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"See UTF-8"}]}]}}}}"""),
        ("github.create", $$"""{"ref":"feature/abc-123-login","ref_type":"branch",{{Repository}}}"""),
        ("github.push", $$"""{"ref":"refs/heads/feature/abc-123-login","after":"{{First}}","commits":[{"id":"{{First}}","distinct":true,"message":"Start"}],{{Repository}}}"""),
        ("github.pull_request.opened", $$"""{"pull_request":{"html_url":"https://github.com/acme/shop/pull/7","title":"Retry login","body":null,"head":{"ref":"feature/abc-123-login","sha":"{{First}}","repo":{"html_url":"https://github.com/acme/shop"} } },{{Repository}}}"""),
        ("github.push", $$"""{"ref":"refs/heads/feature/abc-123-login","after":"{{Second}}","commits":[{"id":"{{Second}}","distinct":true,"message":"Retry CVE-2024-1234"}],{{Repository}}}"""),
        ("github.check_run.completed", $$"""{"check_run":{"head_sha":"{{Second}}","pull_requests":[{"number":7}]},{{Repository}}}"""),
        ("gitlab.pipeline.success", $$"""{"object_attributes":{"id":4711,"sha":"{{Second}}"},"project":{"web_url":"https://gitlab.com/acme/shop"} }"""),
        ("slack.event.message", """{"team_id":"T1","event":{"channel":"C1","ts":"1700000000.000100","text":"<https://gitlab.com/acme/shop/-/pipelines/4711|Pipeline> is green"}}"""),
        ("slack.event.message", """{"team_id":"T1","event":{"channel":"C1","ts":"1700000001.000100","thread_ts":"1700000000.000100","text":"Nice!"}}"""),
    ];

    private static readonly (string Topic, string Data)[] Others =
    [
        ("jira.issue.created", """{"issue":{"key":"ABC-12","fields":{"summary":"Another"}}}"""),
        ("github.push", $$"""{"ref":"refs/heads/main","after":"{{Unrelated}}","commits":[{"id":"{{Unrelated}}","distinct":true,"message":"Fix UTF-8"}],{{Repository}}}"""),
        ("slack.event.message", """{"team_id":"T1","event":{"channel":"C1","ts":"1700000002.000100","text":"Lunch?"}}"""),
    ];

    private readonly CorrelationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void The_issue_its_branch_pull_request_commits_pipeline_and_thread_have_one_correlation()
    {
        (SqliteConnection, CorrelationGroups) open = _fixture.Open();
        string[] stories = [.. Story.Concat(Others).Select(step => Publish(open, step))];

        Assert.Single(stories[..Story.Length].Distinct(StringComparer.Ordinal));
        Assert.Equal(1 + Others.Length, stories.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(_fixture.Log.Lines);
    }

    [Fact]
    public void In_any_order_and_with_a_restart_before_each_the_story_ends_as_one()
    {
        Random random = new(6);
        for (int round = 0; round < 20; round++)
        {
            using CorrelationFixture fixture = new();
            (string, string)[] order = [.. Story.Concat(Others)];
            random.Shuffle(order);
            Dictionary<(string, string), string> stories = order.ToDictionary(static step => step, step => Publish(fixture.Open(), step));

            StoryReader reader = fixture.Stories;
            string today = Assert.Single(Story.Select(step => reader.NamesOf(stories[step])[0]).Distinct(StringComparer.Ordinal));
            Assert.DoesNotContain(Others, step => reader.NamesOf(stories[step])[0] == today);
        }
    }

    private static string Publish((SqliteConnection, CorrelationGroups) open, (string Topic, string Data) step) =>
        CorrelationFixture.Join(open, "", [.. StoryMaps.Correlator().FindKeys(TestEvent.Create("1", step.Topic, step.Data))]);
}
