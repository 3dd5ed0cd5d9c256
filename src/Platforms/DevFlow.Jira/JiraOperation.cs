namespace DevFlow.Jira;

/// <summary>What a request to Jira does, as far as its limits care.</summary>
/// <param name="Name">Method and path without keys and ids: <c>GET /rest/api/3/issue/{}</c>.</param>
/// <param name="Issue">The key or id of the issue it changes; null where it changes none.</param>
/// <param name="IsRead">True where it changes nothing.</param>
/// <param name="IsAboutPeople">True for users, groups, roles and permissions, which cost twice the points.</param>
internal readonly record struct JiraOperation(string Name, string? Issue, bool IsRead, bool IsAboutPeople)
{
    private const string RestRoot = "/rest/";
    private const string Placeholder = "{}";

    // Queries that are sent by POST for their length.
    private static readonly string[] Questions =
        ["/search", "/search/jql", "/search/approximate-count", "/issue/bulkfetch", "/changelog/bulkfetch", "/permissions/check", "/expression/eval", "/expression/evaluate", "/expression/analyse", "/jql/parse", "/jql/match", "/jql/sanitize", "/jql/pdcleaner"];

    private static readonly string[] People = ["user", "users", "group", "groups", "groupuserpicker", "role", "permissions", "mypermissions", "myself"];

    public static JiraOperation Of(HttpRequestMessage request)
    {
        string path = request.RequestUri is { IsAbsoluteUri: true } address ? address.AbsolutePath : "/";

        // Before it stands the gateway's site, or the path a Data Center is installed below.
        int rest = path.IndexOf(RestRoot, StringComparison.Ordinal);
        string[] parts = (rest < 0 ? path : path[rest..]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool isQuestion = request.Method == HttpMethod.Post && Questions.Any(question => path.EndsWith(question, StringComparison.Ordinal));
        bool isRead = isQuestion || request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options;
        return new(
            $"{request.Method} /{string.Join('/', parts.Select(static (part, i) => i > 2 && IsId(part) ? Placeholder : part))}",
            !isRead && parts is ["rest", "api", _, "issue", string issue, ..] && IsId(issue) ? issue.ToUpperInvariant() : null,
            isRead,
            parts.Length > 3 && People.Contains(parts[3], StringComparer.Ordinal));
    }

    // Words of paths are in lower or mixed case; keys of projects and issues in upper case, all others have digits.
    private static bool IsId(string part) => part.Any(char.IsAsciiDigit) || !part.Any(char.IsAsciiLetterLower);
}
