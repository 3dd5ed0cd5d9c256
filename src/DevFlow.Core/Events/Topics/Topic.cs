using System.Buffers;

namespace DevFlow.Core.Events;

/// <summary>
/// The grammar of topics: 1 to 256 characters, segments parted by dots, a segment of ASCII letters, digits and
/// <c>_ - : /</c>. ASCII only, so that .NET's ordinal-ignore-case and SQLite's NOCASE agree on what is equal;
/// colon and slash because platforms name events with them (<c>jira:issue_updated</c>).
/// </summary>
internal static class Topic
{
    public const int MaxLength = 256;
    public const char Separator = '.';

    private static readonly SearchValues<char> SegmentCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:/");

    public static void Validate(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        CheckLength(topic, "topic");
        foreach (Range range in topic.AsSpan().Split(Separator))
        {
            CheckSegment(topic.AsSpan(range), topic, "topic");
        }
    }

    internal static void CheckLength(string text, string kind)
    {
        if (text.Length == 0)
        {
            throw Invalid($"The {kind} is empty.");
        }

        if (text.Length > MaxLength)
        {
            throw Invalid($"The {kind} '{text[..32]}...' has {text.Length} characters; {MaxLength} are allowed.");
        }
    }

    internal static void CheckSegment(ReadOnlySpan<char> segment, string text, string kind)
    {
        if (segment.IsEmpty)
        {
            throw Invalid($"The {kind} '{text}' has an empty segment.");
        }

        int wrong = segment.IndexOfAnyExcept(SegmentCharacters);
        if (wrong >= 0)
        {
            string character = char.IsControl(segment[wrong]) || char.IsSurrogate(segment[wrong])
                ? $"U+{(int)segment[wrong]:X4}"
                : $"'{segment[wrong]}'";
            throw Invalid($"The {kind} '{text}' contains {character}.");
        }
    }

    private static DevFlowException Invalid(string message) => new(
        ErrorReason.InvalidArgument,
        message,
        "Use segments of letters, digits, '_', '-', ':' and '/', parted by dots, such as 'deploy.production.done'; "
        + "in a pattern a whole segment may be '*' (one segment) or '**' (any number).");
}
