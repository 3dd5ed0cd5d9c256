namespace DevFlow.Sandbox.Auth;

/// <summary>A code on its way from the person's consent to the client. Guarded by <see cref="AuthorizationCodes{TOwner}"/>.</summary>
internal sealed record AuthorizationCode<TOwner>(OAuthClient Client, TOwner Owner, AuthorizationRequest Request, DateTimeOffset ExpiresAt)
    where TOwner : class
{
    /// <summary>The tokens it will give: known before they exist, so that a replay that comes in between still ends them.</summary>
    public TokenFamily<TOwner> Family { get; } = new();

    public bool IsUsed { get; set; }
}
