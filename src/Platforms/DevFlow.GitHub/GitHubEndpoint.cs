using System.Collections.Frozen;
using System.Text;

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

    /// <summary>The path of the API without the prefix of Enterprise Server.</summary>
    public static ReadOnlySpan<char> PathOf(HttpRequestMessage request)
    {
        ReadOnlySpan<char> path = request.RequestUri is { IsAbsoluteUri: true } address ? address.AbsolutePath : "/";
        return IsUnder(path, EnterprisePrefix) ? path[EnterprisePrefix.Length..] : path;
    }

    public static bool IsUnder(ReadOnlySpan<char> path, ReadOnlySpan<char> root) =>
        path.StartsWith(root, StringComparison.OrdinalIgnoreCase) && (path.Length == root.Length || path[root.Length] == '/');

    public static bool IsGraphQl(ReadOnlySpan<char> path) => IsUnder(path, "/graphql") || IsUnder(path, "/api/graphql");

    public static string NameOf(ReadOnlySpan<char> path)
    {
        StringBuilder name = new(path.Length);
        int place = 0;
        bool isRepository = false;
        foreach (Range range in path.Split('/'))
        {
            ReadOnlySpan<char> segment = path[range];
            if (segment.IsEmpty)
            {
                continue;
            }

            // Owners and repositories may be called like a word.
            bool isName = isRepository && place is 1 or 2;
            name.Append('/').Append(!isName && Words.Contains(segment) ? segment : "*");
            isRepository |= place == 0 && segment is "repos";
            if (++place == MaxSegments)
            {
                break;
            }
        }

        return name.ToString();
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Split(string words) =>
        words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
