namespace DevFlow.Sandbox.Jira;

/// <summary>Who asks, and with what.</summary>
/// <param name="User">The account.</param>
/// <param name="Kind">One of <see cref="LoginKind"/>.</param>
/// <param name="Scopes">What the token may do; null where it may do all the user may.</param>
/// <param name="ClientId">The OAuth client it was given to.</param>
internal sealed record Caller(JiraUser User, string Kind, IReadOnlyList<string>? Scopes, string? ClientId)
{
    /// <summary>True for the traffic of apps, which the points quota is for.</summary>
    public bool IsApp => ClientId is not null;

    public bool May(string? scope) => scope is null || Scopes is null || Scopes.Contains(scope, StringComparer.Ordinal);
}
