namespace DevFlow.Sandbox.Auth;

/// <summary>The tokens that go back to one consent or one first token. Guarded by the registry.</summary>
internal sealed class TokenFamily<TOwner>
    where TOwner : class
{
    /// <summary>Oldest first.</summary>
    public List<Token<TOwner>> Members { get; } = [];

    public bool IsRevoked { get; set; }
}
