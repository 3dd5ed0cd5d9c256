using System.Runtime.CompilerServices;

namespace DevFlow.Sandbox.Http;

/// <summary>A request's path in segments, without an allocation.</summary>
internal readonly struct RequestPath
{
    /// <summary>More segments than any route has; a longer path matches none.</summary>
    private const int Capacity = 10;

    private readonly string _path;
    private readonly Bounds _bounds;

    private RequestPath(string path, Bounds bounds, int count)
    {
        _path = path;
        _bounds = bounds;
        Count = count;
    }

    /// <summary>The number of segments; 0 for the root and for a path no route can match.</summary>
    public int Count { get; }

    public ReadOnlySpan<char> this[int index] => Join(index, index);

    /// <param name="path">The decoded path.</param>
    /// <param name="start">Where the first segment's slash is.</param>
    public static RequestPath Parse(string path, int start)
    {
        Bounds bounds = default;
        int count = 0;
        ReadOnlySpan<char> rest = path.AsSpan(start);
        foreach (Range range in rest.Split('/'))
        {
            (int offset, int length) = range.GetOffsetAndLength(rest.Length);
            if (length == 0)
            {
                continue;
            }

            if (count == Capacity)
            {
                return new(path, default, 0);
            }

            bounds[count++] = (start + offset, length);
        }

        return new(path, bounds, count);
    }

    /// <summary>The segments from <paramref name="first"/> to <paramref name="last"/> with what is between them.</summary>
    public ReadOnlySpan<char> Join(int first, int last)
    {
        int start = _bounds[first].Start;
        return _path.AsSpan(start, _bounds[last].Start + _bounds[last].Length - start);
    }

    [InlineArray(Capacity)]
    private struct Bounds
    {
        private (int Start, int Length) _first;
    }
}
