namespace DevFlow.Sandbox.GitHub;

/// <summary>The scopes of classic and OAuth tokens, of which some include others.</summary>
/// <remarks>https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps</remarks>
internal static class Scopes
{
    private static readonly Dictionary<string, string[]> Included = new(StringComparer.Ordinal)
    {
        ["repo"] = ["repo:status", "repo_deployment", "public_repo", "repo:invite", "security_events"],
        ["admin:repo_hook"] = ["write:repo_hook", "read:repo_hook"],
        ["write:repo_hook"] = ["read:repo_hook"],
        ["admin:org"] = ["write:org", "read:org"],
        ["write:org"] = ["read:org"],
        ["admin:public_key"] = ["write:public_key", "read:public_key"],
        ["write:public_key"] = ["read:public_key"],
        ["user"] = ["read:user", "user:email", "user:follow"],
        ["write:packages"] = ["read:packages"],
        ["write:discussion"] = ["read:discussion"],
        ["admin:enterprise"] = ["manage_runners:enterprise", "manage_billing:enterprise", "read:enterprise"],
        ["admin:gpg_key"] = ["write:gpg_key", "read:gpg_key"],
        ["write:gpg_key"] = ["read:gpg_key"],
        ["project"] = ["read:project"],
    };

    private static readonly HashSet<string> Known =
    [
        .. Included.Keys, .. Included.Values.SelectMany(included => included),
        "admin:org_hook", "gist", "notifications", "delete_repo", "delete:packages", "codespace", "workflow", "read:audit_log", "copilot",
    ];

    /// <summary>Puts scopes into GitHub's order and leaves out the unknown and those another one includes.</summary>
    public static IReadOnlyList<string> Normalize(IEnumerable<string> asked)
    {
        HashSet<string> known = [.. asked.Where(Known.Contains)];
        return [.. known.Where(scope => !known.Any(other => Includes(other, scope))).Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads the scopes of a request: separated by spaces, or by commas as GitHub also takes them.</summary>
    public static IReadOnlyList<string> Parse(string? text) =>
        Normalize((text ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>True where a scope is granted, by itself or within another.</summary>
    public static bool Has(IReadOnlyList<string> granted, string scope)
    {
        for (int i = 0; i < granted.Count; i++)
        {
            if (granted[i] == scope || Includes(granted[i], scope))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where one of the scopes of X-Accepted-OAuth-Scopes is granted.</summary>
    public static bool HasAny(IReadOnlyList<string> granted, string accepted)
    {
        foreach (Range range in accepted.AsSpan().Split(','))
        {
            if (Has(granted, accepted.AsSpan(range).Trim().ToString()))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Includes(string outer, string scope) =>
        Included.TryGetValue(outer, out string[]? inner) && inner.Contains(scope, StringComparer.Ordinal);
}
