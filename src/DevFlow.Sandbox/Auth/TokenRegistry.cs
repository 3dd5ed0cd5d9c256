using System.Collections.Concurrent;

namespace DevFlow.Sandbox.Auth;

/// <summary>The tokens of one sandbox, of every kind: found in constant time and without a lock, changed under one.</summary>
internal sealed class TokenRegistry<TOwner>(TimeProvider time)
    where TOwner : class
{
    // Ended tokens stay, so that a late replay is recognised, until there are this many; then they become unknown.
    private const int SweepThreshold = 20_000;

    private readonly ConcurrentDictionary<TokenHash, Token<TOwner>> _byHash = new();
    private readonly ConcurrentDictionary<long, Token<TOwner>> _byId = new();
    private readonly Lock _gate = new();
    private int _sweepAt = SweepThreshold;
    private long _lastId;

    /// <summary>Registers a token.</summary>
    /// <param name="secret">Its text, in the platform's form; only the hash is kept.</param>
    /// <param name="spec">What it stands for.</param>
    /// <param name="family">The family it continues; null begins one. In a revoked family it is born revoked.</param>
    /// <exception cref="ArgumentException">The text was issued before.</exception>
    public Token<TOwner> Add(ReadOnlySpan<char> secret, TokenSpec<TOwner> spec, TokenFamily<TOwner>? family = null)
    {
        TokenHash hash = TokenHash.Of(secret);
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            Token<TOwner> token = new(_lastId + 1, hash, spec, family ?? new(), now);
            if (!_byHash.TryAdd(hash, token))
            {
                throw new ArgumentException("A token with this text was issued before.", nameof(secret));
            }

            _lastId = token.Id;
            _byId[token.Id] = token;
            token.Family.Members.Add(token);
            if (token.Family.IsRevoked)
            {
                token.End(TokenStatus.Revoked, now);
            }

            Sweep(now);
            return token;
        }
    }

    /// <summary>Finds a token by its text, whatever became of it.</summary>
    public TokenStatus Find(ReadOnlySpan<char> secret, out Token<TOwner>? token) =>
        _byHash.TryGetValue(TokenHash.Of(secret), out token) ? token.Status(time.GetUtcNow()) : TokenStatus.Unknown;

    public Token<TOwner>? Find(long id) => _byId.GetValueOrDefault(id);

    /// <summary>Every token that is still known, oldest first.</summary>
    public IReadOnlyList<Token<TOwner>> List() => [.. _byId.Values.OrderBy(token => token.Id)];

    /// <returns>False where it had ended before.</returns>
    public bool Revoke(Token<TOwner> token)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            bool isLive = token.Status(now) is TokenStatus.Active;
            token.End(TokenStatus.Revoked, now);
            return isLive;
        }
    }

    /// <summary>Revokes every token of a family, those still to be added too.</summary>
    public void Revoke(TokenFamily<TOwner> family)
    {
        lock (_gate)
        {
            RevokeAll(family, time.GetUtcNow());
        }
    }

    /// <summary>Takes a token out of use in favour of a successor; of many callers at once one succeeds.</summary>
    /// <param name="token">The token shown.</param>
    /// <param name="leeway">How long after its rotation it may be shown again without harm.</param>
    /// <returns>
    /// <see cref="TokenStatus.Active"/>: issue the successor. Anything else is why not; for a token that had been rotated or
    /// revoked before, its family is revoked with it, because two parties hold copies of it.
    /// </returns>
    public TokenStatus Rotate(Token<TOwner> token, TimeSpan leeway = default)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            TokenStatus status = token.Status(now);
            switch (status)
            {
                case TokenStatus.Active:
                    token.End(TokenStatus.Rotated, now);
                    break;
                case TokenStatus.Rotated when now < token.EndedAt + leeway:
                    return TokenStatus.Active;
                case TokenStatus.Rotated or TokenStatus.Revoked:
                    RevokeAll(token.Family, now);
                    break;
            }

            return status;
        }
    }

    /// <summary>Revokes the oldest access tokens of a family until no more than a number are active.</summary>
    public void KeepNewest(TokenFamily<TOwner> family, int count)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            int kept = 0;
            for (int i = family.Members.Count - 1; i >= 0; i--)
            {
                Token<TOwner> member = family.Members[i];
                if (!member.Spec.IsRefresh && member.Status(now) == TokenStatus.Active && ++kept > count)
                {
                    member.End(TokenStatus.Revoked, now);
                }
            }
        }
    }

    private static void RevokeAll(TokenFamily<TOwner> family, DateTimeOffset now)
    {
        family.IsRevoked = true;
        foreach (Token<TOwner> member in family.Members)
        {
            member.End(TokenStatus.Revoked, now);
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        if (_byId.Count < _sweepAt)
        {
            return;
        }

        foreach (Token<TOwner> token in _byId.Values)
        {
            if (token.Status(now) != TokenStatus.Active)
            {
                _byId.TryRemove(token.Id, out _);
                _byHash.TryRemove(token.Hash, out _);
                token.Family.Members.Remove(token);
            }
        }

        _sweepAt = Math.Max(SweepThreshold, 2 * _byId.Count);
    }
}
