namespace DevFlow.Core.Events.Correlation;

/// <summary>One story as long as somebody reads along: it may turn out to be part of another one meanwhile.</summary>
internal sealed class FollowedStory(StoryReader stories, string correlation)
{
    private HashSet<string> _names = new([correlation], StringComparer.Ordinal);
    private long _version = -1;

    /// <summary>Whether an event that goes by this correlation is of the story.</summary>
    public bool Has(string name)
    {
        if (_names.Contains(name))
        {
            return true;
        }

        // In this order: what changes between the two is seen next time.
        long version = stories.Version;
        if (version == _version)
        {
            return false;
        }

        _names = new HashSet<string>(stories.NamesOf(correlation), StringComparer.Ordinal);
        _version = version;
        return _names.Contains(name);
    }
}
