namespace DevFlow.GitLab;

/// <summary>The limit of one endpoint.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">The path below <c>/api/v4/</c>; a star stands for one segment.</param>
/// <param name="Policy">The limit.</param>
internal sealed record GitLabEndpointLimit(string Method, string Pattern, RateLimitPolicy Policy)
{
    public bool Fits(string method, ReadOnlySpan<char> path)
    {
        if (method != Method)
        {
            return false;
        }

        ReadOnlySpan<char> pattern = Pattern;
        while (true)
        {
            ReadOnlySpan<char> word = TakeSegment(ref pattern);
            ReadOnlySpan<char> segment = TakeSegment(ref path);
            if (segment.IsEmpty || (word is not "*" && !segment.SequenceEqual(word)))
            {
                return false;
            }

            if (pattern.IsEmpty || path.IsEmpty)
            {
                return pattern.IsEmpty && path.IsEmpty;
            }
        }
    }

    private static ReadOnlySpan<char> TakeSegment(ref ReadOnlySpan<char> path)
    {
        int slash = path.IndexOf('/');
        ReadOnlySpan<char> segment = slash < 0 ? path : path[..slash];
        path = slash < 0 ? [] : path[(slash + 1)..];
        return segment;
    }
}
