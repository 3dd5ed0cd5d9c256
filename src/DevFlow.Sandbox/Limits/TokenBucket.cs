namespace DevFlow.Sandbox.Limits;

/// <summary>A bucket that is full at first and refilled over time, evenly or in batches.</summary>
/// <param name="capacity">The tokens a full bucket holds.</param>
/// <param name="refill">The tokens that come in an interval.</param>
/// <param name="interval">How long that is.</param>
/// <param name="time">The clock.</param>
/// <param name="inBatches">True where they come all at once at the interval's end, as in Jira Data Center.</param>
internal sealed class TokenBucket(long capacity, long refill, TimeSpan interval, TimeProvider time, bool inBatches = false)
    : Limit(time)
{
    // Tokens are counted in parts, as many to a token as the interval has ticks: a tick then brings whole parts and
    // nothing is ever rounded. What is missing is kept, not what is there, so that a new bucket needs no start.
    private long _missing;
    private long _refilledAt;

    protected override bool IsEmpty => _missing == 0;

    private long PartsPerToken => interval.Ticks;

    protected override void Roll()
    {
        long elapsed = Now - _refilledAt;
        if (_missing == 0 || elapsed >= TimeToGain(_missing))
        {
            _missing = 0;
            _refilledAt = Now;
            return;
        }

        long counted = inBatches ? elapsed - (elapsed % interval.Ticks) : elapsed;
        _missing -= counted * refill;
        _refilledAt += counted;
    }

    protected override bool Fits(long cost) => cost * PartsPerToken <= (capacity * PartsPerToken) - _missing;

    protected override void Add(long cost) => _missing += cost * PartsPerToken;

    protected override void Remove(long cost, in Reading taken) => _missing = Math.Max(0, _missing - (cost * PartsPerToken));

    protected override Reading Describe(long cost)
    {
        long lacking = _missing - ((capacity - cost) * PartsPerToken);
        long wait = lacking <= 0 ? 0 : TimeToGain(Math.Min(lacking, _missing)) - (Now - _refilledAt);
        long full = _missing == 0 ? Now : _refilledAt + TimeToGain(_missing);
        return Describe(capacity, Tokens(_missing), full, wait);
    }

    // A token that is only partly back cannot be taken, so it still counts as used.
    private long Tokens(long parts) => (parts + PartsPerToken - 1) / PartsPerToken;

    private long TimeToGain(long parts)
    {
        long unit = inBatches ? PartsPerToken * refill : refill;
        long units = (parts + unit - 1) / unit;
        return inBatches ? units * interval.Ticks : units;
    }
}
