using System.Buffers;

namespace DevFlow.Core.Logging;

/// <summary>The registered values at one moment, ready to search; never changed, only exchanged for another.</summary>
internal sealed class LiveValues
{
    private readonly SearchValues<string> _search;
    private readonly Dictionary<char, string[]> _byFirst;

    private LiveValues(IReadOnlyCollection<string> values)
    {
        _search = SearchValues.Create([.. values], StringComparison.Ordinal);
        _byFirst = values
            .GroupBy(static value => value[0])
            .ToDictionary(static group => group.Key, static group => group.OrderByDescending(static value => value.Length).ToArray());
    }

    public static LiveValues? Of(IReadOnlyCollection<string> values) => values.Count == 0 ? null : new LiveValues(values);

    public bool AppearIn(ReadOnlySpan<char> text) => text.ContainsAny(_search);

    /// <summary>Adds the places of all values, of the longest where several begin together.</summary>
    public void Find(string text, List<Range> found)
    {
        ReadOnlySpan<char> rest = text;
        int start = 0;
        while (rest.IndexOfAny(_search) is int index && index >= 0)
        {
            start += index;
            rest = rest[index..];
            found.Add(start..(start + LongestAt(rest)));

            // One further, not past the value: the next one may begin inside it and end behind it.
            start++;
            rest = rest[1..];
        }
    }

    private int LongestAt(ReadOnlySpan<char> text)
    {
        foreach (string value in _byFirst[text[0]])
        {
            if (text.StartsWith(value, StringComparison.Ordinal))
            {
                return value.Length;
            }
        }

        return 1;
    }
}
