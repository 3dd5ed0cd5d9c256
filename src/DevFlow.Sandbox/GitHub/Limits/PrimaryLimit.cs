namespace DevFlow.Sandbox.GitHub;

/// <summary>GitHub's primary limit: a number of requests in a window of one hour that starts with the first of them.</summary>
internal sealed class PrimaryLimit(int limit, TimeProvider clock)
{
    private const long WindowSeconds = 3600;

    private readonly Lock _gate = new();
    private long _resetsAt;
    private int _used;

    /// <summary>Counts one request.</summary>
    /// <param name="reading">The state after it.</param>
    /// <returns>False where nothing was left; then nothing is counted.</returns>
    public bool TryTake(out LimitReading reading)
    {
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            if (now >= _resetsAt)
            {
                _resetsAt = now + WindowSeconds;
                _used = 0;
            }

            bool granted = _used < limit;
            _used += granted ? 1 : 0;
            reading = new(limit, _used, _resetsAt);
            return granted;
        }
    }

    /// <summary>Takes a counted request back, if its window still runs: an answer of 304 is free.</summary>
    public LimitReading GiveBack(LimitReading taken)
    {
        lock (_gate)
        {
            if (_resetsAt == taken.ResetsAt && _used > 0)
            {
                _used--;
            }

            return new(limit, _used, _resetsAt);
        }
    }

    /// <summary>Reads the state without counting; where no window runs, as if one began now.</summary>
    public LimitReading Read()
    {
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            return now >= _resetsAt ? new(limit, 0, now + WindowSeconds) : new(limit, _used, _resetsAt);
        }
    }
}
