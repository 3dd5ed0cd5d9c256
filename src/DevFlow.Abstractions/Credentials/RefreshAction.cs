namespace DevFlow;

/// <summary>How a platform renews a credential.</summary>
public enum RefreshAction
{
    /// <summary>The refresh token is exchanged for a new set, by itself before the access token ends.</summary>
    Refresh,

    /// <summary>The token is replaced by a new one at once, and only where a person or script asks for it.</summary>
    Rotate,

    /// <summary>A short-lived token is made with the stored key and never stored.</summary>
    Mint,
}
