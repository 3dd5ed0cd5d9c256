namespace DevFlow.Core.Events;

/// <summary>
/// Values by topic pattern. A lookup walks one branch a segment instead of trying every pattern, so its cost does not
/// grow with the number of patterns that do not fit. Not thread-safe.
/// </summary>
internal sealed class TopicTrie<T>
    where T : class
{
    private readonly Node _root = new();

    public void Add(TopicPattern pattern, T value) => Find(pattern).Values.Add(value);

    public void Remove(TopicPattern pattern, T value)
    {
        string[] segments = pattern.Text.Split(Topic.Separator);
        Prune(_root, segments, 0, value);
    }

    /// <summary>Every value whose pattern fits, each once, in no promised order.</summary>
    public HashSet<T> Match(string topic)
    {
        HashSet<T> found = new(ReferenceEqualityComparer.Instance);
        // "**" reaches a node with the same rest of the topic by many ways; each pair is looked at once.
        HashSet<(Node, int)> seen = [];
        Collect(_root, topic, 0, found, seen);
        return found;
    }

    private static void Collect(Node node, string topic, int start, HashSet<T> found, HashSet<(Node, int)> seen)
    {
        if (!seen.Add((node, start)))
        {
            return;
        }

        if (node.Many is { } many)
        {
            // It takes no segment, or one and stays; at the end of the topic it has taken what it needs.
            Collect(many, topic, start, found, seen);
        }

        if (start > topic.Length)
        {
            found.UnionWith(node.Values);
            return;
        }

        int end = topic.IndexOf(Topic.Separator, start);
        end = end < 0 ? topic.Length : end;
        if (node.IsMany)
        {
            Collect(node, topic, end + 1, found, seen);
        }

        if (node.One is { } one)
        {
            Collect(one, topic, end + 1, found, seen);
        }

        if (node.Literals is { } literals
            && literals.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(topic.AsSpan(start, end - start), out Node? next))
        {
            Collect(next, topic, end + 1, found, seen);
        }
    }

    private Node Find(TopicPattern pattern)
    {
        Node node = _root;
        foreach (string segment in pattern.Text.Split(Topic.Separator))
        {
            node = segment switch
            {
                TopicPattern.One => node.One ??= new Node(),
                TopicPattern.Many => node.Many ??= new Node { IsMany = true },
                _ => Literal(node, segment),
            };
        }

        return node;
    }

    private static Node Literal(Node node, string segment)
    {
        node.Literals ??= new Dictionary<string, Node>(StringComparer.OrdinalIgnoreCase);
        if (!node.Literals.TryGetValue(segment, out Node? next))
        {
            node.Literals.Add(segment, next = new Node());
        }

        return next;
    }

    // True where the node is of no use any more.
    private static bool Prune(Node node, string[] segments, int index, T value)
    {
        if (index == segments.Length)
        {
            node.Values.Remove(value);
            return node.IsEmpty;
        }

        Node? next = segments[index] switch
        {
            TopicPattern.One => node.One,
            TopicPattern.Many => node.Many,
            _ => node.Literals?.GetValueOrDefault(segments[index]),
        };
        if (next is null || !Prune(next, segments, index + 1, value))
        {
            return false;
        }

        switch (segments[index])
        {
            case TopicPattern.One:
                node.One = null;
                break;
            case TopicPattern.Many:
                node.Many = null;
                break;
            default:
                node.Literals!.Remove(segments[index]);
                break;
        }

        return node.IsEmpty;
    }

    private sealed class Node
    {
        public List<T> Values { get; } = [];

        public Dictionary<string, Node>? Literals { get; set; }

        public Node? One { get; set; }

        public Node? Many { get; set; }

        /// <summary>True for the node behind a <c>**</c>, which may take one segment more.</summary>
        public bool IsMany { get; init; }

        public bool IsEmpty => Values.Count == 0 && Literals is not { Count: > 0 } && One is null && Many is null;
    }
}
