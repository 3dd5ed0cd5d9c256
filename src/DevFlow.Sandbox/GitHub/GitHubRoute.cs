using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>One operation of the API.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Segments">The path's segments; <c>#</c> stands for a number. Below a repository without the part that names it.</param>
/// <param name="AcceptedScopes">The value of X-Accepted-OAuth-Scopes.</param>
/// <param name="Documentation">Where the operation is described.</param>
/// <param name="Handler">What does it.</param>
internal sealed record GitHubRoute(
    string Method,
    string[] Segments,
    string AcceptedScopes,
    string Documentation,
    Func<GitHubCall, CancellationToken, ValueTask<GitHubAnswer>> Handler)
{
    private const string NumberSegment = "#";

    /// <summary>Compares a path from one of its segments on.</summary>
    /// <param name="path">The request's path.</param>
    /// <param name="first">The first segment to look at.</param>
    /// <param name="number">The number in the path; 0 where the route has none.</param>
    public bool Matches(in RequestPath path, int first, out long number)
    {
        number = 0;
        if (path.Count - first != Segments.Length)
        {
            return false;
        }

        for (int i = 0; i < Segments.Length; i++)
        {
            ReadOnlySpan<char> segment = path[first + i];
            bool matches = Segments[i] == NumberSegment
                ? long.TryParse(segment, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number)
                : segment.SequenceEqual(Segments[i]);
            if (!matches)
            {
                return false;
            }
        }

        return true;
    }
}
