using DevFlow.Core.Events.Correlation;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Tests.Events.Correlation;

public sealed class CorrelatorTests
{
    private const string Sha = "9d3f2c4b5a6978877665544332211009f8e7d6c5";

    [Fact]
    public void A_list_gives_a_key_for_each_element_and_a_condition_leaves_elements_out()
    {
        Correlator correlator = StoryMaps.With(
            new(CorrelationKind.Address, "{site}/pull/{prs[].number}"),
            new(CorrelationKind.Text, "commits[distinct].message"));

        Assert.Equal(
            ["issue:ABC-1", "page:x.test/r/pull/1", "page:x.test/r/pull/2"],
            Find(correlator, """
                {"site":"https://x.test/r","prs":[{"number":1},{"number":2},{},7],
                 "commits":[{"distinct":true,"message":"ABC-1"},{"distinct":false,"message":"ABC-2"},{"message":"ABC-3"},null]}
                """));
    }

    [Fact]
    public void The_first_of_several_paths_that_holds_something_counts()
    {
        Correlator correlator = StoryMaps.With(new CorrelationRule(CorrelationKind.Thread, "chat:{channel}:{thread|ts}"));

        Assert.Equal(["thread:chat:C1:5"], Find(correlator, """{"channel":"C1","thread":"5","ts":"6"}"""));
        Assert.Equal(["thread:chat:C1:6"], Find(correlator, """{"channel":"C1","thread":null,"ts":"6"}"""));
        Assert.Empty(Find(correlator, """{"ts":"6"}"""));
        Assert.Empty(Find(correlator, """{"channel":"","ts":"6"}"""));
    }

    [Theory]
    [InlineData("fix-login", "branch:x.test/r@fix-login")]
    [InlineData("refs/heads/Fix/Login", "branch:x.test/r@Fix/Login")]
    [InlineData("trunk-of-this-repository", null)]
    [InlineData("refs/heads/trunk-of-this-repository", null)]
    [InlineData("main", null)]
    [InlineData("Develop", null)]
    [InlineData("release/1.0", null)]
    [InlineData("refs/tags/v1", null)]
    [InlineData("refs/pull/7/merge", null)]
    public void A_branch_counts_unless_it_is_long_lived_or_a_tag(string branch, string? expected)
    {
        Correlator correlator = StoryMaps.With(
            new CorrelationRule(CorrelationKind.Branch, "{site}@{ref}") { Unless = "default" });

        Assert.Equal(
            expected is null ? [] : [expected],
            Find(correlator, $$"""{"site":"https://X.test/r/","ref":"{{branch}}","default":"trunk-of-this-repository"}""".Replace("/r/", "/r", StringComparison.Ordinal)));
    }

    [Fact]
    public void Issues_in_a_branch_count_even_where_its_repository_is_gone()
    {
        Correlator correlator = StoryMaps.With(new CorrelationRule(CorrelationKind.Branch, "{head.repo.url}@{head.ref}"));

        Assert.Equal(["issue:ABC-1"], Find(correlator, """{"head":{"repo":null,"ref":"fix/ABC-1"}}"""));
    }

    [Theory]
    [InlineData(Sha, true)]
    [InlineData("9D3F2C4B5A6978877665544332211009F8E7D6C5", true)]
    [InlineData("0000000000000000000000000000000000000000", false)]
    [InlineData("9d3f2c4", false)]
    [InlineData("zd3f2c4b5a6978877665544332211009f8e7d6c5", false)]
    public void Only_full_hashes_of_commits_count(string hash, bool counts)
    {
        Correlator correlator = StoryMaps.With(new CorrelationRule(CorrelationKind.Commit, "sha"));

        Assert.Equal(counts ? ["commit:" + Sha] : [], Find(correlator, $$"""{"sha":"{{hash}}"}"""));
    }

    [Fact]
    public void An_address_in_a_text_and_the_same_in_a_payload_are_one_key()
    {
        Correlator correlator = StoryMaps.With(new(CorrelationKind.Address, "url"), new(CorrelationKind.Text, "text"));

        Assert.Equal(
            Find(correlator, """{"url":"https://GitHub.com/Acme/Shop/pull/7/"}"""),
            Find(correlator, """{"text":"see <https://me:secret@github.com/acme/shop/pull/7/files?w=1#x|this>"}"""));
        Assert.Equal(Find(correlator, $$"""{"url":"https://x.test/r/commit/{{Sha}}"}"""), ["commit:" + Sha]);
    }

    [Fact]
    public void The_events_own_issue_counts_whatever_projects_are_known()
    {
        Correlator correlator = StoryMaps.With(new CorrelationRule(CorrelationKind.Issue, "issue.key"));
        correlator.SetKnownProjects(["OTHER"]);

        Assert.Equal(["issue:ABC-1"], Find(correlator, """{"issue":{"key":"ABC-1"}}"""));
        Assert.Empty(Find(correlator, """{"issue":{"key":"see ABC-1"}}"""));
        Assert.Empty(Find(correlator, """{"issue":{"key":"nonsense"}}"""));
    }

    [Fact]
    public void An_event_of_no_known_platform_or_without_data_has_no_keys()
    {
        Correlator correlator = StoryMaps.With(new CorrelationRule(CorrelationKind.Text, "text"));

        Assert.Empty(correlator.FindKeys(TestEvent.Create("1", "other.thing", """{"text":"ABC-1"}""")));
        Assert.Empty(correlator.FindKeys(TestEvent.Create("1", "test.thing", "null")));
        Assert.Empty(correlator.FindKeys(TestEvent.Create("1", "test.thing", "[1]")));
        Assert.Equal(["issue:ABC-1"], correlator.FindKeys(TestEvent.Create("1", "Test", """{"text":"ABC-1"}""")));
    }

    [Fact]
    public void A_hostile_payload_gives_few_keys_and_no_error()
    {
        Correlator correlator = StoryMaps.With(
            new(CorrelationKind.Text, "text"), new(CorrelationKind.Text, "tree"), new(CorrelationKind.Commit, "ids[].id"), new(CorrelationKind.Thread, "{thread}"));
        string deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
        string ids = string.Join(',', Enumerable.Range(1, 5_000).Select(static n => $$"""{"id":"{{n:x40}}"}"""));

        Assert.Equal(64, Find(correlator, $$"""{"ids":[{{ids}}]}""").Count);
        Assert.Empty(Find(correlator, $$"""{"text":"{{new string('-', 2_000_000)}}"}"""));
        Assert.Empty(Find(correlator, $$"""{"text":"{{string.Concat(Enumerable.Repeat("://", 20_000))}}"}"""));
        Assert.Empty(Find(correlator, $$"""{"text":"{{string.Concat(Enumerable.Repeat("A_A-1x", 10_000))}}"}"""));
        Assert.Empty(Find(correlator, $$"""{"text":"\ud800","tree":{{deep}},"thread":"a\nb"}"""));
        Assert.Empty(Find(correlator, $$"""{"thread":"{{new string('a', 600)}}"}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("{a")]
    [InlineData("a[")]
    [InlineData("{a[].b}{c[].d}")]
    public void A_rule_that_cannot_be_read_is_left_out_with_a_warning(string value)
    {
        LogLines log = new();
        CorrelationMap map = new() { Rules = [new(CorrelationKind.Commit, value), new(CorrelationKind.Issue, "key"), new(CorrelationKind.Address, "page"), null!], AddressForms = ["/pull/", "{number}"] };
        Correlator correlator = new(static () => ["test", "other"], platform => platform == "test" ? map : null, log.CreateLogger<Correlator>());

        Assert.Equal(["issue:ABC-1", "page:example.com/a"], Find(correlator, """{"key":"ABC-1","page":"https://example.com/a"}"""));
        Assert.Equal(4, log.Lines.Count);
        Assert.All(log.Lines, static line => Assert.Contains("'test'", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_platform_of_an_event_is_asked_until_an_address_is_named()
    {
        List<string> asked = [];
        CorrelationMap map = new() { Rules = [new(CorrelationKind.Issue, "key"), new(CorrelationKind.Address, "page")], AddressForms = ["/pull/{number}"] };
        Correlator correlator = new(static () => ["test", "other"], platform => { asked.Add(platform); return map; }, new LogLines().CreateLogger<Correlator>());

        Assert.Empty(correlator.FindKeys(TestEvent.Create("1", "session.thing", """{"key":"ABC-1"}""")));
        Assert.Empty(asked);
        Find(correlator, """{"key":"ABC-1"}""");
        Find(correlator, """{"key":"ABC-2"}""");
        Assert.Equal(["test"], asked);
        Assert.Equal(["page:example.com/pull/1"], Find(correlator, """{"page":"https://example.com/pull/1/files"}"""));
        Assert.Equal(["test", "test", "other"], asked);
    }

    private static IReadOnlyList<string> Find(Correlator correlator, string data) =>
        [.. correlator.FindKeys(TestEvent.Create("1", "test.thing", data)).Order(StringComparer.Ordinal)];
}
