namespace DevFlow.Core.Limits;

/// <summary>Shows a bucket as it stands whenever somebody looks; what is looked at together, such as a row of a table, is of one moment.</summary>
internal sealed class LiveBucket(Func<RateLimit?> look, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private RateLimit? _newest;
    private long _lookedAt;

    /// <summary>How it stands; null where the session is over.</summary>
    public RateLimit? Look()
    {
        lock (_gate)
        {
            if (_lookedAt == 0 || time.GetElapsedTime(_lookedAt) > Moment)
            {
                (_newest, _lookedAt) = (look() ?? _newest, time.GetTimestamp());
            }

            return _newest;
        }
    }
}
