using CsCheck;
using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class TopicTrieTests
{
    private static readonly Gen<string> Segment = Gen.Int[0, 3].Select(i => "abCc"[i].ToString());
    private static readonly Gen<string> TopicText = Segment.Array[1, 6].Select(segments => string.Join('.', segments));
    private static readonly Gen<string> PatternText = Gen.OneOf(Segment, Gen.Int[1, 2].Select(i => new string('*', i))).Array[1, 5].Select(segments => string.Join('.', segments));

    [Fact]
    public void The_trie_finds_exactly_the_patterns_that_fit() =>
        Gen.Select(PatternText.Array[0, 30], TopicText.Array[1, 20]).Sample((texts, topics) =>
        {
            TopicPattern[] patterns = [.. texts.Select(TopicPattern.Parse)];
            TopicTrie<TopicPattern> trie = new();
            Array.ForEach(patterns, pattern => trie.Add(pattern, pattern));
            foreach (string topic in topics)
            {
                Assert.Equal(
                    patterns.Where(pattern => pattern.Matches(topic)).ToHashSet<object>(ReferenceEqualityComparer.Instance),
                    trie.Match(topic).ToHashSet<object>(ReferenceEqualityComparer.Instance));
            }
        });

    [Fact]
    public void What_is_removed_is_found_no_more_and_leaves_the_rest() =>
        PatternText.Array[1, 20].Sample(texts =>
        {
            TopicPattern[] patterns = [.. texts.Select(TopicPattern.Parse)];
            TopicTrie<TopicPattern> trie = new();
            Array.ForEach(patterns, pattern => trie.Add(pattern, pattern));
            for (int i = 0; i < patterns.Length; i++)
            {
                trie.Remove(patterns[i], patterns[i]);
                foreach (string topic in new[] { "a", "a.b", "a.b.c", "b.a.c.b" })
                {
                    Assert.Equal(patterns.Skip(i + 1).Count(pattern => pattern.Matches(topic)), trie.Match(topic).Count);
                }
            }
        });
}
