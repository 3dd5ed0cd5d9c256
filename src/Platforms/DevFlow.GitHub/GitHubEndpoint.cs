using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace DevFlow.GitHub;

/// <summary>Names the endpoint a path belongs to: <c>/repos/o/r/issues/7</c> is <c>/repos/*/*/issues/*</c>.</summary>
/// <remarks>
/// GitHub counts secondary points by endpoint and does not say what one is. Words of its paths stay, whatever else is a star: a
/// word missing here puts two endpoints into one, which is slower and never refused.
/// </remarks>
internal static class GitHubEndpoint
{
    private const string EnterprisePrefix = "/api/v3";
    private const int MaxSegments = 16;
    private const int MaxOnStack = 256;
    private const int MaxNames = 1024;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = Split(
        """
        access-tokens access_tokens actions activity advisories alerts app apps applications archive artifacts assets assignees
        attempts attestations autolinks automated-security-fixes billing blobs branches cache caches check-runs check-suites
        code-scanning code_search codes-of-conduct codespaces collaborators comments commits community compare contents contributors
        copilot credentials dependabot dependency-graph deliveries deployments discussions dispatches emails emojis enable disable
        enterprises environments events feeds files followers following forks gists git gitignore gpg_keys grant graphql hooks
        import inputs installation installations interaction-limits invitations issues jobs keys labels languages latest licenses
        locations lock logs marketplace_listing markdown matching-refs members memberships merge merges meta migrations milestones
        network notifications octocat organization-roles organizations orgs outside_collaborators packages pages permission pings
        profile properties protection public_members pulls punch_card rate_limit reactions readme received_events refs releases
        rename repos repositories repository requested_reviewers rerequest reruns rerun reviews revoke rules rulesets runners runs search
        secret-scanning secrets security security-advisories settings sla starred stats status statuses subscribers subscription
        subscriptions suites tags tarball teams templates test threads timeline timing token topics traffic transfer trees user
        users variables versions views vulnerability-alerts workflows zen zipball
        """);

    // Calls name the same few endpoints again and again.
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> NamesBySpan = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The path of the API without the prefix of Enterprise Server.</summary>
    public static ReadOnlySpan<char> PathOf(HttpRequestMessage request)
    {
        ReadOnlySpan<char> path = request.RequestUri is { IsAbsoluteUri: true } address ? address.AbsolutePath : "/";
        return IsUnder(path, EnterprisePrefix) ? path[EnterprisePrefix.Length..] : path;
    }

    // Where the root would end tells nearly all paths apart without comparing a letter.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUnder(ReadOnlySpan<char> path, ReadOnlySpan<char> root) =>
        (path.Length > root.Length ? path[root.Length] == '/' : path.Length == root.Length) && path.StartsWith(root, StringComparison.OrdinalIgnoreCase);

    public static bool IsGraphQl(ReadOnlySpan<char> path) => IsUnder(path, "/graphql") || IsUnder(path, "/api/graphql");

    public static string NameOf(ReadOnlySpan<char> path)
    {
        // No segment gets longer, and a path may lack the slash at its beginning.
        Span<char> name = path.Length < MaxOnStack ? stackalloc char[MaxOnStack] : new char[path.Length + 1];
        int length = 0;
        int place = 0;
        bool isRepository = false;
        while (!path.IsEmpty && place < MaxSegments)
        {
            int end = path.IndexOf('/');
            ReadOnlySpan<char> segment = end < 0 ? path : path[..end];
            path = end < 0 ? [] : path[(end + 1)..];
            if (segment.IsEmpty)
            {
                continue;
            }

            // Owners and repositories may be called like a word.
            bool isName = isRepository && place is 1 or 2;
            isRepository |= place == 0 && segment is "repos";
            segment = !isName && Words.Contains(segment) ? segment : "*";
            name[length++] = '/';
            segment.CopyTo(name[length..]);
            length += segment.Length;
            place++;
        }

        return Remember(name[..length]);
    }

    private static string Remember(ReadOnlySpan<char> name)
    {
        if (NamesBySpan.TryGetValue(name, out string? known))
        {
            return known;
        }

        string made = name.ToString();
        return Names.Count < MaxNames ? Names.GetOrAdd(made, made) : made;
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Split(string words) =>
        words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
