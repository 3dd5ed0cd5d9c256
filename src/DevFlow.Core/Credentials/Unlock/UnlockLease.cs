namespace DevFlow.Core.Credentials;

/// <summary>What a person unlocked stays unlocked while it is used, and not for ever: who walks away leaves no open store.</summary>
/// <remarks>By the clock on the wall: the other one stands still while a laptop sleeps.</remarks>
internal sealed class UnlockLease(TimeProvider time)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private readonly DateTimeOffset _end = time.GetUtcNow() + Longest;
    private DateTimeOffset _used = time.GetUtcNow();

    public DateTimeOffset EndsAt => _used + Idle < _end ? _used + Idle : _end;

    public TimeSpan Left => EndsAt - time.GetUtcNow();

    public void Renew() => _used = time.GetUtcNow();
}
