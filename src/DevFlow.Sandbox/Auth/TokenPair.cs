namespace DevFlow.Sandbox.Auth;

/// <summary>Freshly issued tokens with the only copies of their texts.</summary>
internal sealed record TokenPair<TOwner>(Token<TOwner> Access, string AccessSecret, Token<TOwner>? Refresh, string? RefreshSecret)
    where TOwner : class;
