namespace DevFlow.Sandbox.Auth;

/// <summary>A device that waits for a person's consent. Guarded by <see cref="DeviceGrants{TOwner}"/>.</summary>
internal sealed class DeviceGrant<TOwner>(OAuthClient client, IReadOnlyList<string> scopes, string userCode, DateTimeOffset expiresAt)
    where TOwner : class
{
    public OAuthClient Client { get; } = client;

    public IReadOnlyList<string> Scopes { get; } = scopes;

    /// <summary>As shown to the person.</summary>
    public string UserCode { get; } = userCode;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public TimeSpan Interval { get; set; } = client.Policy.DeviceInterval;

    public DateTimeOffset? PolledAt { get; set; }

    public TOwner? Owner { get; set; }

    public bool IsDenied { get; set; }
}
