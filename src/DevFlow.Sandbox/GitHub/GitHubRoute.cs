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
    public const string GraphQl = "/graphql";

    /// <summary>
    /// What fine-grained and App tokens need, as X-Accepted-GitHub-Permissions tells it: <c>issues=write</c>; with commas
    /// where all are needed and semicolons where one of several will do. Empty: nothing beyond seeing the repository.
    /// </summary>
    public string Permissions { get; init; } = "";

    /// <summary>The primary limit that counts it: <c>core</c>, <c>search</c>, <c>code_search</c>, <c>graphql</c>.</summary>
    public string Bucket
    {
        get;
        init
        {
            field = value;
            Resource = LimitResource.IndexOf(value);
        }
    } = "core";

    /// <summary>The place of the bucket in <see cref="LimitResource.All"/>.</summary>
    public int Resource { get; private init; } = LimitResource.IndexOf("core");

    /// <summary>Not counted in the primary limit.</summary>
    public bool IsFree { get; init; }

    /// <summary>Counts towards the secondary limit of content creation: issues, comments, pull requests, reviews and the like.</summary>
    public bool CreatesContent { get; init; }

    /// <summary>A page or an OAuth endpoint: its answers have none of the API's headers, and its own limits.</summary>
    public bool IsOutsideApi { get; init; }

    /// <summary>Shown to a person: no operation of the API that anything could be held to.</summary>
    public bool IsPage { get; init; }

    /// <summary>Whose credentials it is for.</summary>
    public Callers Callers { get; init; } = Callers.Tokens;
}
