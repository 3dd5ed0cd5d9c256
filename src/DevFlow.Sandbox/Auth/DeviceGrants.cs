namespace DevFlow.Sandbox.Auth;

/// <summary>Device authorization (RFC 8628): codes out, consent in, polls answered.</summary>
internal sealed class DeviceGrants<TOwner>(OAuthForms<TOwner> forms, TimeProvider time)
    where TOwner : class
{
    /// <summary>The most grants that wait at once; a further one pushes out the oldest.</summary>
    private const int Capacity = 10_000;

    private readonly OrderedDictionary<TokenHash, DeviceGrant<TOwner>> _byCode = [];
    private readonly Dictionary<string, DeviceGrant<TOwner>> _byUserCode = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Begins a grant.</summary>
    /// <returns>The grant and the only copy of its device code.</returns>
    public (DeviceGrant<TOwner> Grant, string DeviceCode) Start(OAuthClient client, IReadOnlyList<string> scopes, TimeSpan life)
    {
        lock (_gate)
        {
            DropEnded();
            string userCode = forms.UserCode();
            while (_byUserCode.ContainsKey(Normalize(userCode)))
            {
                userCode = forms.UserCode();
            }

            string deviceCode = forms.DeviceCode();
            DeviceGrant<TOwner> grant = new(client, scopes, userCode, time.GetUtcNow() + life);
            _byCode.Add(TokenHash.Of(deviceCode), grant);
            _byUserCode.Add(Normalize(userCode), grant);
            return (grant, deviceCode);
        }
    }

    /// <summary>Finds what a person would consent to.</summary>
    /// <param name="userCode">As typed: case and dashes do not matter.</param>
    /// <returns>Null where the code is unknown, expired or answered.</returns>
    public DeviceGrant<TOwner>? Find(string userCode)
    {
        lock (_gate)
        {
            return FindOpen(userCode);
        }
    }

    /// <summary>The grant that has waited longest; null where none waits.</summary>
    public DeviceGrant<TOwner>? FindOldest()
    {
        lock (_gate)
        {
            return _byCode.Values.FirstOrDefault(IsOpen);
        }
    }

    /// <summary>Notes the person's answer.</summary>
    /// <param name="userCode">The code typed.</param>
    /// <param name="owner">Who consents; null refuses.</param>
    /// <returns>False where <see cref="Find"/> finds nothing.</returns>
    public bool Answer(string userCode, TOwner? owner)
    {
        lock (_gate)
        {
            if (FindOpen(userCode) is not { } grant)
            {
                return false;
            }

            grant.Owner = owner;
            grant.IsDenied = owner is null;
            return true;
        }
    }

    /// <summary>Answers a poll; a grant is handed out once.</summary>
    public OAuthOutcome Poll(OAuthClient client, string deviceCode, out DeviceGrant<TOwner>? grant)
    {
        TokenHash hash = TokenHash.Of(deviceCode);
        lock (_gate)
        {
            if (!_byCode.TryGetValue(hash, out grant) || grant.Client.Id != client.Id)
            {
                grant = null;
                return OAuthOutcome.DeviceCodeUnknown;
            }

            OAuthOutcome outcome = Decide(grant, time.GetUtcNow());
            if (outcome == OAuthOutcome.Granted)
            {
                Remove(hash, grant);
            }

            return outcome;
        }
    }

    private static OAuthOutcome Decide(DeviceGrant<TOwner> grant, DateTimeOffset now)
    {
        if (now >= grant.ExpiresAt)
        {
            return OAuthOutcome.DeviceCodeExpired;
        }

        // The interval lies between two polls: the first may come at once.
        bool isEarly = now < grant.PolledAt + grant.Interval;
        grant.PolledAt = now;
        if (isEarly)
        {
            grant.Interval += grant.Client.Policy.DeviceSlowDown;
            return OAuthOutcome.SlowDown;
        }

        return grant switch
        {
            { IsDenied: true } => OAuthOutcome.AccessDenied,
            { Owner: null } => OAuthOutcome.AuthorizationPending,
            _ => OAuthOutcome.Granted,
        };
    }

    private DeviceGrant<TOwner>? FindOpen(string userCode) =>
        _byUserCode.TryGetValue(Normalize(userCode), out DeviceGrant<TOwner>? grant) && IsOpen(grant) ? grant : null;

    private bool IsOpen(DeviceGrant<TOwner> grant) => grant is { Owner: null, IsDenied: false } && time.GetUtcNow() < grant.ExpiresAt;

    // An expired grant stays for its own length, so that a poll learns that it is expired rather than unknown.
    private void DropEnded()
    {
        DateTimeOffset now = time.GetUtcNow();
        while (_byCode.Count > 0)
        {
            (TokenHash hash, DeviceGrant<TOwner> oldest) = _byCode.GetAt(0);
            TimeSpan life = oldest.Client.Policy.DeviceLife ?? TimeSpan.Zero;
            if (_byCode.Count < Capacity && now < oldest.ExpiresAt + life)
            {
                return;
            }

            Remove(hash, oldest);
        }
    }

    private void Remove(TokenHash hash, DeviceGrant<TOwner> grant)
    {
        _byCode.Remove(hash);
        _byUserCode.Remove(Normalize(grant.UserCode));
    }

    private static string Normalize(string userCode) =>
        userCode.Replace("-", "", StringComparison.Ordinal).Trim().ToUpperInvariant();
}
