namespace DevFlow.Core.Tests.Events.Correlation;

/// <summary>The stories as sets that are searched from end to end: slow, and too simple to be wrong.</summary>
internal sealed class NaiveStories
{
    // In the order they were first seen.
    private readonly List<(List<string> Names, HashSet<string> Keys)> _stories = [];

    public IEnumerable<string> Names => _stories.SelectMany(static story => story.Names);

    public IEnumerable<string> NamesOf(string name) => _stories.Single(story => story.Names.Contains(name)).Names;

    /// <summary>The name the story must have; where it is a new one, the name it was given.</summary>
    public string Join(string[] keys, string given, string named)
    {
        if (keys.Length == 0 && !Names.Contains(given, StringComparer.Ordinal))
        {
            return given.Length == 0 ? named : given;
        }

        if (given.Length > 0 && !Names.Contains(given, StringComparer.Ordinal))
        {
            _stories.Add(([given], []));
        }

        List<(List<string> Names, HashSet<string> Keys)> touched =
            [.. _stories.Where(story => story.Keys.Overlaps(keys) || story.Names.Contains(given, StringComparer.Ordinal))];
        if (touched.Count == 0)
        {
            _stories.Add(([named], [.. keys]));
            return named;
        }

        touched[0].Keys.UnionWith(keys);
        foreach ((List<string> names, HashSet<string> more) in touched.Skip(1))
        {
            touched[0].Names.AddRange(names);
            touched[0].Keys.UnionWith(more);
            _stories.RemoveAll(story => ReferenceEquals(story.Names, names));
        }

        return touched[0].Names[0];
    }
}
