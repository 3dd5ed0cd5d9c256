using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>A method of the Web API. It may be called by GET and by POST, whatever the description says.</summary>
/// <param name="Name">The method's name: <c>chat.postMessage</c>.</param>
/// <param name="Method">The HTTP method the description has.</param>
/// <param name="Tier">Its rate limit.</param>
/// <param name="Run">What carries it out, inside the workspace's gate.</param>
internal sealed record SlackRoute(string Name, string Method, SlackTier Tier, Func<SlackCall, Answer> Run)
    : Route<SlackCall>(Method, "/api/" + Name, (call, _) => new(Run(call)))
{
    /// <summary>Any one of these is enough; empty: none is needed.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public Callers Callers { get; init; } = Callers.Bot | Callers.User;
}
