using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>One operation of GitHub's API.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">The path as GitHub's description has it.</param>
/// <param name="AcceptedScopes">The value of X-Accepted-OAuth-Scopes.</param>
/// <param name="Documentation">Where the operation is described.</param>
/// <param name="Handler">What carries it out.</param>
internal sealed record GitHubRoute(
    string Method,
    string Template,
    string AcceptedScopes,
    string Documentation,
    Func<GitHubCall, CancellationToken, ValueTask<Answer>> Handler)
    : Route<GitHubCall>(Method, Template, Handler)
{
    /// <summary>
    /// What fine-grained and App tokens need, as X-Accepted-GitHub-Permissions tells it: <c>issues=write</c>; with commas
    /// where all are needed and semicolons where one of several will do. Empty: nothing beyond seeing the repository.
    /// </summary>
    public string Permissions { get; init; } = "";

    /// <summary>The primary limit that counts it: <c>core</c>, <c>search</c>, <c>code_search</c>, <c>graphql</c>.</summary>
    public string Bucket { get; init; } = "core";

    /// <summary>Counts towards the secondary limit of content creation: issues, comments, pull requests, reviews and the like.</summary>
    public bool CreatesContent { get; init; }

    /// <summary>Whose credentials it is for.</summary>
    public Callers Callers { get; init; } = Callers.Tokens;
}
