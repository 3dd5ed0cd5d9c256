using System.Collections.Concurrent;

namespace DevFlow.Core.Events;

/// <summary>Which subscriptions get an event: found in the trie once for each concrete topic, then remembered.</summary>
internal sealed class TopicRouter
{
    // Topics come from platforms and scripts; a script may put an id into each.
    private const int RememberedTopics = 4_096;

    private readonly Lock _gate = new();
    private readonly TopicTrie<Subscription> _trie = new();

    // Replaced as a whole by every change. Ordinal: a topic in another case is another entry with the same answer.
    private ConcurrentDictionary<string, Subscription[]> _routes = new(StringComparer.Ordinal);

    public void Add(TopicPattern pattern, Subscription subscription) => Change(trie => trie.Add(pattern, subscription));

    public void Remove(TopicPattern pattern, Subscription subscription) => Change(trie => trie.Remove(pattern, subscription));

    public Subscription[] Route(string topic) =>
        Volatile.Read(ref _routes).TryGetValue(topic, out Subscription[]? route) ? route : FindRoute(topic);

    private Subscription[] FindRoute(string topic)
    {
        lock (_gate)
        {
            Subscription[] route = [.. _trie.Match(topic)];
            if (_routes.Count >= RememberedTopics)
            {
                Forget();
            }

            _routes[topic] = route;
            return route;
        }
    }

    private void Change(Action<TopicTrie<Subscription>> change)
    {
        lock (_gate)
        {
            change(_trie);
            Forget();
        }
    }

    private void Forget()
    {
        if (!_routes.IsEmpty)
        {
            Volatile.Write(ref _routes, new ConcurrentDictionary<string, Subscription[]>(StringComparer.Ordinal));
        }
    }
}
