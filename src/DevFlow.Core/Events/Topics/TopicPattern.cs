namespace DevFlow.Core.Events;

/// <summary>
/// A parsed topic pattern: <c>*</c> stands for exactly one segment, <c>**</c> for any number including none, anything
/// else for itself without regard to case. A wildcard is always a whole segment.
/// </summary>
internal sealed class TopicPattern
{
    /// <summary>Stands for one segment.</summary>
    public const string One = "*";

    /// <summary>Stands for any number of segments.</summary>
    public const string Many = "**";

    private readonly Segment[] _segments;
    private readonly bool _matchesAll;

    private TopicPattern(string text, Segment[] segments)
    {
        Text = text;
        _segments = segments;
        _matchesAll = Array.TrueForAll(segments, s => s.Kind == SegmentKind.Many);
        IsLiteral = Array.TrueForAll(segments, s => s.Kind == SegmentKind.Literal);
    }

    public string Text { get; }

    /// <summary>True where the pattern is a topic, so an index can find it.</summary>
    public bool IsLiteral { get; }

    public static TopicPattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Topic.CheckLength(text, "topic pattern");
        return new TopicPattern(text, Array.ConvertAll(text.Split(Topic.Separator), part => ParseSegment(part, text)));
    }

    public bool Matches(string topic)
    {
        if (_matchesAll)
        {
            return true;
        }

        return IsLiteral ? topic.Equals(Text, StringComparison.OrdinalIgnoreCase) : MatchSegments(topic);
    }

    public override string ToString() => Text;

    private static Segment ParseSegment(string part, string text)
    {
        switch (part)
        {
            case One:
                return new Segment(SegmentKind.One, part);
            case Many:
                return new Segment(SegmentKind.Many, part);
            default:
                Topic.CheckSegment(part, text, "topic pattern");
                return new Segment(SegmentKind.Literal, part);
        }
    }

    // The glob algorithm on segments: on a mismatch only the latest "**" has to take one segment more, so the cost is
    // at most (segments of the topic) x (segments of the pattern), without allocation.
    private bool MatchSegments(ReadOnlySpan<char> topic)
    {
        int next = 0;
        int start = 0;
        int many = -1;
        int manyStart = 0;
        while (start <= topic.Length)
        {
            if (next < _segments.Length && _segments[next].Kind == SegmentKind.Many)
            {
                many = next++;
                manyStart = start;
                continue;
            }

            int end = EndOfSegment(topic, start);
            if (next < _segments.Length && _segments[next].Accepts(topic[start..end]))
            {
                next++;
                start = end + 1;
                continue;
            }

            if (many < 0)
            {
                return false;
            }

            manyStart = EndOfSegment(topic, manyStart) + 1;
            start = manyStart;
            next = many + 1;
        }

        while (next < _segments.Length && _segments[next].Kind == SegmentKind.Many)
        {
            next++;
        }

        return next == _segments.Length;
    }

    private static int EndOfSegment(ReadOnlySpan<char> topic, int start)
    {
        int length = topic[start..].IndexOf(Topic.Separator);
        return length < 0 ? topic.Length : start + length;
    }

    private enum SegmentKind
    {
        Literal,
        One,
        Many,
    }

    private readonly record struct Segment(SegmentKind Kind, string Text)
    {
        public bool Accepts(ReadOnlySpan<char> segment) =>
            Kind == SegmentKind.One || segment.Equals(Text, StringComparison.OrdinalIgnoreCase);
    }
}
