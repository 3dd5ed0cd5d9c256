using CsCheck;
using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class TopicPatternTests
{
    [Theory]
    [InlineData("github.issues.opened", "github.issues.opened", true)]
    [InlineData("github.issues.opened", "GitHub.Issues.Opened", true)]
    [InlineData("github.issues.opened", "github.issues", false)]
    [InlineData("github.*.opened", "github.issues.opened", true)]
    [InlineData("github.*", "github.issues.opened", false)]
    [InlineData("*", "push", true)]
    [InlineData("*", "github.push", false)]
    [InlineData("**", "github.push", true)]
    [InlineData("github.**", "github", true)]
    [InlineData("github.**", "github.issues.opened", true)]
    [InlineData("github.**", "githubs.issues", false)]
    [InlineData("**.opened", "github.issues.opened", true)]
    [InlineData("**.opened", "opened", true)]
    [InlineData("a.**.b.*", "a.x.b.b.c", true)]
    [InlineData("a.**.b", "a.b.c", false)]
    [InlineData("**.**", "a", true)]
    [InlineData("*.**.*", "a", false)]
    public void A_pattern_matches_as_its_grammar_says(string pattern, string topic, bool expected) =>
        Assert.Equal(expected, TopicPattern.Parse(pattern).Matches(topic));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a.b*")]
    [InlineData("a.***")]
    [InlineData("a b")]
    [InlineData("caf\u00e9")]
    [InlineData("a\n")]
    public void A_malformed_pattern_is_refused(string pattern) =>
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<DevFlowException>(() => TopicPattern.Parse(pattern)).Reason);

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a.*")]
    [InlineData("**")]
    [InlineData("a.b c")]
    public void A_malformed_topic_is_refused(string topic) =>
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<DevFlowException>(() => Topic.Validate(topic)).Reason);

    [Fact]
    public void A_topic_may_have_256_characters_and_no_more()
    {
        Topic.Validate(new string('a', 256));
        Assert.Throws<DevFlowException>(() => Topic.Validate(new string('a', 257)));
        Assert.Throws<DevFlowException>(() => TopicPattern.Parse(new string('a', 257)));
    }

    [Fact]
    public void Topics_may_use_colon_slash_dash_and_underscore() => Topic.Validate("jira:issue_updated.octo-cat/hello.9");

    [Fact]
    public void The_error_names_the_character_and_the_grammar()
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => TopicPattern.Parse("github.is sues"));
        Assert.Contains("' '", error.Message, StringComparison.Ordinal);
        Assert.Contains("'**'", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_pattern_agrees_with_a_naive_matcher()
    {
        Gen<string> patterns = Join(["a", "B", "c", "*", "**"], 7);
        Gen<string> topics = Join(["a", "b", "C"], 8);
        Gen.Select(patterns, topics).Sample(
            (pattern, topic) => TopicPattern.Parse(pattern).Matches(topic) == Naive(pattern.Split('.'), topic.Split('.')),
            iter: 50_000);
    }

    private static Gen<string> Join(string[] segments, int most) =>
        Gen.Int[0, segments.Length - 1].Array[1, most].Select(picks => string.Join('.', picks.Select(i => segments[i])));

    private static bool Naive(ReadOnlySpan<string> pattern, ReadOnlySpan<string> topic)
    {
        if (pattern.IsEmpty)
        {
            return topic.IsEmpty;
        }

        if (pattern[0] == "**")
        {
            return Naive(pattern[1..], topic) || (!topic.IsEmpty && Naive(pattern, topic[1..]));
        }

        return !topic.IsEmpty
            && (pattern[0] == "*" || pattern[0].Equals(topic[0], StringComparison.OrdinalIgnoreCase))
            && Naive(pattern[1..], topic[1..]);
    }
}
