using CsCheck;
using DevFlow.Core.Events.Correlation;

namespace DevFlow.Core.Tests.Events.Correlation;

public sealed class CausationTreeTests
{
    [Fact]
    public void Each_event_stands_below_its_cause_in_the_order_things_happened()
    {
        IReadOnlyList<CausationNode> tree = CausationTree.Build(
            [Caused(4, "b", "1"), Caused(2, "a", "1"), Caused(1, "1", null), Caused(3, "a1", "a"), Caused(5, "2", "gone"), Caused(6, "a2", "a")]);

        Assert.Equal(["1 0", "a 1", "a1 2", "a2 2", "b 1", "2 0"], tree.Select(static node => $"{node.Event.Id} {node.Depth}"));
    }

    [Fact]
    public void Nothing_causes_itself()
    {
        IReadOnlyList<CausationNode> tree = CausationTree.Build([Caused(1, "a", "a"), Caused(2, "b", "c"), Caused(3, "c", "b")]);

        Assert.Equal(["a 0", "b 0", "c 1"], tree.Select(static node => $"{node.Event.Id} {node.Depth}"));
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_is_no_deeper_than_the_stack_allows()
    {
        IReadOnlyList<CausationNode> tree = CausationTree.Build(Enumerable.Range(1, 100_000).Select(static n => Caused(n, "n" + n, "n" + (n - 1))));

        Assert.Equal(99_999, tree[^1].Depth);
    }

    [Fact]
    public void Every_event_is_there_once_whatever_the_causes_say() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9]).Array[0, 20].Sample(
            static links => CausationTree.Build(links.Select(static (link, i) => Caused(i + 1, "e" + link.Item1, "e" + link.Item2)))
                .Select(static node => node.Event.Sequence).Order().SequenceEqual(Enumerable.Range(1, links.Length).Select(static n => (long)n)),
            iter: 1_000,
            threads: 1);

    private static Event Caused(long sequence, string id, string? cause) =>
        TestEvent.Create(id) with { Sequence = sequence, CausationId = cause };
}
