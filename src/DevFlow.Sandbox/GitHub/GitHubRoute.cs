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
    : Route<GitHubCall>(Method, Template, Handler);
