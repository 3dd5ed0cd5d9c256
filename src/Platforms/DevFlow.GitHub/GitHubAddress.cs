namespace DevFlow.GitHub;

/// <summary>Tells GitHub's addresses apart.</summary>
internal static class GitHubAddress
{
    /// <summary>OAuth is at the address a person opens, the API of github.com and ghe.com beside it.</summary>
    public static Uri WebOrigin(Uri apiOrigin) => apiOrigin.IdnHost.StartsWith("api.", StringComparison.OrdinalIgnoreCase)
        && (apiOrigin.IdnHost.Equals("api.github.com", StringComparison.OrdinalIgnoreCase) || apiOrigin.IdnHost.EndsWith(".ghe.com", StringComparison.OrdinalIgnoreCase))
            ? new UriBuilder(apiOrigin) { Host = apiOrigin.IdnHost["api.".Length..] }.Uri
            : apiOrigin;
}
