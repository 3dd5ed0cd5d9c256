namespace DevFlow.Sandbox.Auth;

/// <summary>What a client asks a person for at the authorize page.</summary>
/// <param name="Scopes">What it wants to do.</param>
/// <param name="RedirectUri">Where the code shall go; null: to the client's first address.</param>
/// <param name="Challenge">PKCE's code_challenge.</param>
/// <param name="ChallengeMethod">PKCE's code_challenge_method; without one the standard says <c>plain</c>.</param>
internal sealed record AuthorizationRequest(IReadOnlyList<string> Scopes, string? RedirectUri, string? Challenge, string? ChallengeMethod);
