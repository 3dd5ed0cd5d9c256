namespace DevFlow.Sandbox.Auth;

/// <summary>Authorization codes with PKCE: given for a consent, redeemed once.</summary>
internal sealed class AuthorizationCodes<TOwner>(OAuthForms<TOwner> forms, TimeProvider time)
    where TOwner : class
{
    /// <summary>The most codes known at once; a further one pushes out the oldest.</summary>
    private const int Capacity = 10_000;

    private readonly OrderedDictionary<TokenHash, AuthorizationCode<TOwner>> _codes = [];
    private readonly Lock _gate = new();

    /// <summary>Says whether a request may be put before a person at all.</summary>
    public static OAuthOutcome Check(OAuthClient client, AuthorizationRequest request)
    {
        if (request.RedirectUri is null ? client.RedirectUris.Count == 0 : !client.MayRedirectTo(request.RedirectUri))
        {
            return OAuthOutcome.RedirectRefused;
        }

        if (!client.MayAskFor(request.Scopes))
        {
            return OAuthOutcome.ScopeRefused;
        }

        if (request.Challenge is null)
        {
            return client.IsPublic ? OAuthOutcome.ChallengeMissing : OAuthOutcome.Granted;
        }

        bool isKnown = request.ChallengeMethod == Pkce.S256
            || (client.Policy.AllowsPlainChallenge && request.ChallengeMethod is null or Pkce.Plain);
        return isKnown && Pkce.IsWellFormed(request.Challenge) ? OAuthOutcome.Granted : OAuthOutcome.ChallengeRefused;
    }

    /// <summary>Gives a code for a consent to a request that <see cref="Check"/> grants.</summary>
    /// <returns>The only copy of the code.</returns>
    public string Issue(OAuthClient client, TOwner owner, AuthorizationRequest request)
    {
        string code = forms.Code();
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            while (_codes.Count > 0 && (_codes.Count >= Capacity || now >= _codes.GetAt(0).Value.ExpiresAt))
            {
                _codes.RemoveAt(0);
            }

            _codes.Add(TokenHash.Of(code), new(client, owner, request, now + client.Policy.CodeLife));
            return code;
        }
    }

    /// <summary>Redeems a code; a wrong try leaves it as it was.</summary>
    /// <param name="client">Who redeems it.</param>
    /// <param name="text">The code.</param>
    /// <param name="redirectUri">What the request for tokens repeats.</param>
    /// <param name="verifier">PKCE's code_verifier.</param>
    /// <param name="code">Set where the code is known, also where it was used before.</param>
    public OAuthOutcome Redeem(OAuthClient client, string text, string? redirectUri, string? verifier, out AuthorizationCode<TOwner>? code)
    {
        lock (_gate)
        {
            if (!_codes.TryGetValue(TokenHash.Of(text), out code) || code.Client.Id != client.Id || time.GetUtcNow() >= code.ExpiresAt)
            {
                code = null;
                return OAuthOutcome.CodeUnknown;
            }

            if (code.IsUsed)
            {
                return OAuthOutcome.CodeReused;
            }

            if (redirectUri is null
                ? code.Request.RedirectUri is not null && !client.Policy.IsRedirectOptional
                : redirectUri != (code.Request.RedirectUri ?? client.RedirectUris[0]))
            {
                return OAuthOutcome.RedirectMismatch;
            }

            if (!Pkce.Proves(code.Request.Challenge, code.Request.ChallengeMethod ?? Pkce.Plain, verifier))
            {
                return OAuthOutcome.VerifierWrong;
            }

            code.IsUsed = true;
            return OAuthOutcome.Granted;
        }
    }
}
