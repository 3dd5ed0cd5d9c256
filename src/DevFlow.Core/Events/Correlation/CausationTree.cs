namespace DevFlow.Core.Events.Correlation;

/// <summary>Arranges events as what happened because of what.</summary>
internal static class CausationTree
{
    /// <summary>Puts each event below the one that caused it, deepest chains included.</summary>
    /// <param name="events">Any events; one that is not among them causes nothing here.</param>
    /// <returns>The events from the top, each followed by those it caused; siblings, and stories, in the order they happened.</returns>
    public static IReadOnlyList<CausationNode> Build(IEnumerable<Event> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        Event[] ordered = [.. events.OrderBy(static e => e.Sequence).ThenBy(static e => e.Time)];
        int[] parents = Parents(ordered);
        ILookup<int, int> children = Enumerable.Range(0, ordered.Length).ToLookup(i => parents[i]);

        List<CausationNode> nodes = new(ordered.Length);
        Stack<(int Index, int Depth)> open = new(children[-1].Reverse().Select(static root => (root, 0)));
        while (open.TryPop(out (int Index, int Depth) next))
        {
            nodes.Add(new CausationNode(ordered[next.Index], next.Depth));
            foreach (int child in children[next.Index].Reverse())
            {
                open.Push((child, next.Depth + 1));
            }
        }

        return nodes;
    }

    // A cause comes before its effect. Where an id occurs twice (it is unique only within a source) the latest before counts, so
    // nothing can cause itself, in any number of steps.
    private static int[] Parents(Event[] ordered)
    {
        Dictionary<string, int> latest = new(ordered.Length, StringComparer.Ordinal);
        int[] parents = new int[ordered.Length];
        for (int i = 0; i < ordered.Length; i++)
        {
            parents[i] = ordered[i].CausationId is { } cause ? latest.GetValueOrDefault(cause, -1) : -1;
            latest[ordered[i].Id] = i;
        }

        return parents;
    }
}
