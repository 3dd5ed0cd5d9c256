namespace DevFlow.Sandbox.Auth;

/// <summary>An issued token, known by its hash.</summary>
internal sealed class Token<TOwner>(
    long id, TokenHash hash, TokenSpec<TOwner> spec, TokenFamily<TOwner> family, DateTimeOffset createdAt)
    where TOwner : class
{
    private long _lastUsed;
    private volatile TokenStatus _status = TokenStatus.Active;

    public long Id { get; } = id;

    public TokenHash Hash { get; } = hash;

    public TokenSpec<TOwner> Spec { get; } = spec;

    public TokenFamily<TOwner> Family { get; } = family;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>When it was rotated or revoked.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public DateTimeOffset? LastUsedAt =>
        Volatile.Read(ref _lastUsed) is > 0 and long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public TokenStatus Status(DateTimeOffset now)
    {
        TokenStatus status = _status;
        return status == TokenStatus.Active && now >= Spec.ExpiresAt ? TokenStatus.Expired : status;
    }

    /// <summary>Notes that a request was made with it.</summary>
    public void Touch(DateTimeOffset now) => Volatile.Write(ref _lastUsed, now.UtcTicks);

    /// <summary>Ends it as rotated or revoked; only the registry does so.</summary>
    public void End(TokenStatus status, DateTimeOffset now)
    {
        EndedAt ??= now;
        _status = status;
    }
}
