using System.Collections.Concurrent;

namespace DevFlow.Sandbox.Auth;

/// <summary>
/// The part of OAuth 2 that the platforms share: device grants, codes with PKCE, refresh tokens that rotate, revocation.
/// How requests are read and outcomes worded is each platform's own.
/// </summary>
internal sealed class OAuthServer<TOwner>(TokenRegistry<TOwner> tokens, OAuthForms<TOwner> forms, TimeProvider time)
    where TOwner : class
{
    private readonly ConcurrentDictionary<string, OAuthClient> _clients = new(StringComparer.Ordinal);
    private readonly AuthorizationCodes<TOwner> _codes = new(forms, time);

    public DeviceGrants<TOwner> Devices { get; } = new(forms, time);

    public void Register(OAuthClient client) => _clients[client.Id] = client;

    public OAuthClient? FindClient(string? id) => id is null ? null : _clients.GetValueOrDefault(id);

    /// <summary>Checks who a client says it is.</summary>
    /// <param name="id">Its client_id.</param>
    /// <param name="secret">Its client_secret; null where the request has none.</param>
    /// <param name="needsSecret">
    /// False where the platform lets a client that has a secret leave it out, as with a device code. A secret that is given must be right.
    /// </param>
    /// <param name="client">Set where the outcome is Granted.</param>
    public OAuthOutcome CheckClient(string? id, string? secret, bool needsSecret, out OAuthClient? client)
    {
        client = FindClient(id);
        if (client is null)
        {
            return OAuthOutcome.ClientUnknown;
        }

        if (secret is null ? client.IsPublic || !needsSecret : client.IsSecret(secret))
        {
            return OAuthOutcome.Granted;
        }

        client = null;
        return OAuthOutcome.ClientSecretWrong;
    }

    /// <summary>Begins a device grant.</summary>
    /// <param name="client">The device's client.</param>
    /// <param name="scopes">What it wants to do.</param>
    /// <param name="grant">Set, with the only copy of the device code, where the outcome is Granted.</param>
    public OAuthOutcome StartDevice(OAuthClient client, IReadOnlyList<string> scopes, out (DeviceGrant<TOwner> Grant, string DeviceCode) grant)
    {
        grant = default;
        if (client.Policy.DeviceLife is not { } life)
        {
            return OAuthOutcome.DeviceFlowDisabled;
        }

        if (!client.MayAskFor(scopes))
        {
            return OAuthOutcome.ScopeRefused;
        }

        grant = Devices.Start(client, scopes, life);
        return OAuthOutcome.Granted;
    }

    /// <summary>Answers a device's poll for its tokens.</summary>
    public OAuthResult<TOwner> PollDevice(OAuthClient client, string deviceCode)
    {
        OAuthOutcome outcome = Devices.Poll(client, deviceCode, out DeviceGrant<TOwner>? grant);
        return outcome == OAuthOutcome.Granted
            ? Grant(Issue(client, grant!.Owner!, grant.Scopes))
            : new(outcome) { Interval = grant?.Interval ?? default };
    }

    /// <summary>Gives a code for a person's consent.</summary>
    /// <param name="client">Who asked.</param>
    /// <param name="owner">Who consents.</param>
    /// <param name="request">What for.</param>
    /// <param name="code">The only copy of the code, where the outcome is Granted.</param>
    public OAuthOutcome Authorize(OAuthClient client, TOwner owner, AuthorizationRequest request, out string code)
    {
        OAuthOutcome outcome = AuthorizationCodes<TOwner>.Check(client, request);
        code = outcome == OAuthOutcome.Granted ? _codes.Issue(client, owner, request) : "";
        return outcome;
    }

    /// <summary>Redeems a code. One that was redeemed before ends the tokens it gave (RFC 6749, 4.1.2).</summary>
    public OAuthResult<TOwner> Redeem(OAuthClient client, string code, string? redirectUri, string? verifier)
    {
        OAuthOutcome outcome = _codes.Redeem(client, code, redirectUri, verifier, out AuthorizationCode<TOwner>? found);
        if (outcome == OAuthOutcome.Granted)
        {
            return Grant(Issue(client, found!.Owner, found.Request.Scopes, family: found.Family));
        }

        if (outcome == OAuthOutcome.CodeReused)
        {
            tokens.Revoke(found!.Family);
        }

        return new(outcome);
    }

    /// <summary>Exchanges a refresh token for a new pair.</summary>
    public OAuthResult<TOwner> Refresh(OAuthClient client, string refreshToken)
    {
        tokens.Find(refreshToken, out Token<TOwner>? shown);
        if (shown is not { Spec.IsRefresh: true } || shown.Spec.ClientId != client.Id)
        {
            return new(OAuthOutcome.RefreshTokenUnknown);
        }

        return tokens.Rotate(shown, client.Policy.ReuseLeeway) switch
        {
            TokenStatus.Active => Grant(Issue(client, shown.Spec.Owner, shown.Spec.Scopes, shown.Spec.Kind, shown.Family)),
            TokenStatus.Rotated => new(OAuthOutcome.RefreshTokenReused),
            TokenStatus.Expired => new(OAuthOutcome.RefreshTokenExpired),
            _ => new(OAuthOutcome.RefreshTokenUnknown),
        };
    }

    /// <summary>Revokes a token the client holds; with a refresh token goes the whole consent (RFC 7009, 2.1).</summary>
    /// <returns>False where there was nothing of the client's to revoke.</returns>
    public bool Revoke(OAuthClient client, string token)
    {
        TokenStatus status = tokens.Find(token, out Token<TOwner>? found);
        if (status is TokenStatus.Unknown || found!.Spec.ClientId != client.Id)
        {
            return false;
        }

        if (found.Spec.IsRefresh)
        {
            tokens.Revoke(found.Family);
            return status == TokenStatus.Active;
        }

        return tokens.Revoke(found);
    }

    /// <summary>Issues tokens to a client, as every grant does in the end.</summary>
    /// <param name="client">For whom.</param>
    /// <param name="owner">In whose name.</param>
    /// <param name="scopes">What for.</param>
    /// <param name="kind">The kind, where it is not the one of the client's policy.</param>
    /// <param name="family">The consent they continue; null: a new one.</param>
    public TokenPair<TOwner> Issue(
        OAuthClient client, TOwner owner, IReadOnlyList<string> scopes, string? kind = null, TokenFamily<TOwner>? family = null)
    {
        OAuthPolicy policy = client.Policy;
        DateTimeOffset now = time.GetUtcNow();
        TokenSpec<TOwner> spec = new(kind ?? policy.Kind, owner, scopes) { ClientId = client.Id, ExpiresAt = now + policy.AccessLife };
        family ??= new();
        string accessSecret = forms.Token(spec);
        Token<TOwner> access = tokens.Add(accessSecret, spec, family);
        if (policy.ActiveAccessTokens is { } count)
        {
            tokens.KeepNewest(family, count);
        }

        if (!policy.HasRefreshTokens)
        {
            return new(access, accessSecret, null, null);
        }

        TokenSpec<TOwner> refreshSpec = spec with { IsRefresh = true, ExpiresAt = now + policy.RefreshLife };
        string refreshSecret = forms.Token(refreshSpec);
        return new(access, accessSecret, tokens.Add(refreshSecret, refreshSpec, family), refreshSecret);
    }

    private static OAuthResult<TOwner> Grant(TokenPair<TOwner> pair) => new(OAuthOutcome.Granted) { Tokens = pair };
}
