using System.Text;
using System.Text.Json;

namespace DevFlow.Core.Events.Correlation;

/// <summary>One or more paths into a payload, as <see cref="CorrelationRule"/> describes them, ready to be followed.</summary>
internal sealed class PayloadPath
{
    // The most GitHub puts into a push are 2,048 commits; a story shows in the first ones.
    private const int MaxElements = 256;

    private readonly Step[][] _alternatives;

    public PayloadPath(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        _alternatives = [.. text.Split('|').Select(static path => path.Split('.').Select(static name => new Step(name)).ToArray())];
        NamesList = _alternatives.Any(static path => path.Any(static step => step.IsList));
    }

    public bool NamesList { get; }

    /// <summary>Tells cheaply where no path leads anywhere, because the payload has not even its first property.</summary>
    public bool CanFollow(JsonElement root)
    {
        foreach (Step[] path in _alternatives)
        {
            if (root.TryGetProperty(path[0].Name, out _))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds what the first path that leads anywhere leads to.</summary>
    public void Follow(JsonElement root, List<JsonElement> found)
    {
        foreach (Step[] path in _alternatives)
        {
            Follow(root, path, found);
            if (found.Count > 0)
            {
                return;
            }
        }
    }

    private static void Follow(JsonElement value, ReadOnlySpan<Step> path, List<JsonElement> found)
    {
        for (int i = 0; i < path.Length; i++)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(path[i].Name, out value))
            {
                return;
            }

            if (path[i].IsList)
            {
                FollowElements(value, path[i], path[(i + 1)..], found);
                return;
            }
        }

        if (value.ValueKind != JsonValueKind.Null)
        {
            found.Add(value);
        }
    }

    private static void FollowElements(JsonElement list, Step step, ReadOnlySpan<Step> rest, List<JsonElement> found)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        int left = MaxElements;
        foreach (JsonElement element in list.EnumerateArray())
        {
            if (left-- == 0)
            {
                return;
            }

            if (step.Accepts(element))
            {
                Follow(element, rest, found);
            }
        }
    }

    private readonly struct Step
    {
        private readonly byte[]? _condition;

        public Step(string text)
        {
            int bracket = text.IndexOf('[', StringComparison.Ordinal);
            IsList = bracket >= 0;
            Name = Encoding.UTF8.GetBytes(IsList ? text[..bracket] : text);
            if (Name.Length == 0 || (IsList && !text.EndsWith(']')))
            {
                throw new ArgumentException($"'{text}' is not a step of a path.", nameof(text));
            }

            _condition = IsList && bracket + 2 < text.Length ? Encoding.UTF8.GetBytes(text[(bracket + 1)..^1]) : null;
        }

        public byte[] Name { get; }

        public bool IsList { get; }

        public bool Accepts(JsonElement element) =>
            _condition is null
            || (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(_condition, out JsonElement value) && value.ValueKind == JsonValueKind.True);
    }
}
