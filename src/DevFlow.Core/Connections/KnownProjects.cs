using System.Collections.Concurrent;

namespace DevFlow.Core.Connections;

/// <summary>The projects of the issue trackers connected in this process, told to whoever finds issue keys in texts.</summary>
/// <param name="tell">Gets all keys there are; null as long as not every tracker's are known, for what is left out does not count.</param>
internal sealed class KnownProjects(Action<IEnumerable<string>?> tell)
{
    private readonly ConcurrentDictionary<string, (string Platform, IReadOnlyList<string>? Keys)> _trackers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes in what a tracker told.</summary>
    /// <param name="connection">The connection to it.</param>
    /// <param name="keys">Its projects; null where they could not be read.</param>
    /// <param name="all">The connections there are: those to trackers that are not open here count as unknown.</param>
    public void Set(Connection connection, IReadOnlyList<string>? keys, IReadOnlyList<Connection> all)
    {
        _trackers[connection.Name] = (connection.Platform, keys);
        Tell(all);
    }

    /// <summary>Forgets a tracker.</summary>
    public void Remove(Connection connection, IReadOnlyList<Connection> all)
    {
        if (_trackers.TryRemove(connection.Name, out _))
        {
            Tell(all);
        }
    }

    private void Tell(IReadOnlyList<Connection> all)
    {
        HashSet<string> platforms = _trackers.Values.Select(static tracker => tracker.Platform).ToHashSet(StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<string>?[] projects = [.. all.Where(other => platforms.Contains(other.Platform)).Select(other => _trackers.GetValueOrDefault(other.Name).Keys)];
        tell(projects.Contains(null) ? null : projects.SelectMany(static keys => keys!));
    }
}
