using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Makes the routes below a repository, which have much in common.</summary>
internal static class RepositoryRoute
{
    private const string Root = "/repos/{owner}/{repo}";
    private const string Documentation = "https://docs.github.com/rest/";

    /// <param name="path">The path below the repository's.</param>
    /// <param name="permission">What fine-grained tokens must be allowed to read: <c>issues</c>.</param>
    /// <param name="documentation">The page below the documentation's root.</param>
    /// <param name="handler">What carries it out.</param>
    public static GitHubRoute Read(
        string path, string permission, string documentation, Func<GitHubCall, CancellationToken, ValueTask<Answer>> handler) =>
        new("GET", Root + path, "repo", Documentation + documentation, handler) { Permissions = permission + "=read" };

    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below the repository's.</param>
    /// <param name="permission">What fine-grained tokens must be allowed to write: <c>issues</c>.</param>
    /// <param name="documentation">The page below the documentation's root.</param>
    /// <param name="handler">What carries it out.</param>
    /// <param name="scopes">The value of X-Accepted-OAuth-Scopes; issues and pull requests have none.</param>
    public static GitHubRoute Write(
        string method, string path, string permission, string documentation, Func<GitHubCall, CancellationToken, ValueTask<Answer>> handler, string scopes = "repo") =>
        new(method, Root + path, permission is "issues" or "pull_requests" ? "" : scopes, Documentation + documentation, handler)
        {
            Permissions = permission + "=write",
            CreatesContent = method == "POST" && permission is "issues" or "pull_requests",
        };
}
