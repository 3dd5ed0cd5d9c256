namespace DevFlow.Core.Http;

/// <summary>
/// The repeats a host is sent at most: one for ten calls, so that retries never make up more than a tenth of what a
/// failing host gets. The first three need no calls before them, for a short script has none; the first thirty calls
/// pay for those instead of for new ones.
/// </summary>
internal sealed class RetryBudget(TimeProvider time)
{
    private const int CallsPerRetry = 10;
    private const int Free = 3;
    private const int Most = 10;

    // After such a pause a host counts as not known: the next command begins as the first one did.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private int _calls;
    private int _tenths = Free * CallsPerRetry;
    private long _lastCall = time.GetTimestamp();

    /// <summary>Counts a call, whatever becomes of it.</summary>
    public void Called()
    {
        long now = time.GetTimestamp();
        lock (_gate)
        {
            if (time.GetElapsedTime(_lastCall, now) > Forgotten)
            {
                (_calls, _tenths) = (0, Free * CallsPerRetry);
            }

            _lastCall = now;
            if (_calls < Free * CallsPerRetry)
            {
                _calls++;
            }
            else
            {
                _tenths = Math.Min(_tenths + 1, Most * CallsPerRetry);
            }
        }
    }

    /// <summary>Takes a retry; false where the budget is spent.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            if (_tenths < CallsPerRetry)
            {
                return false;
            }

            _tenths -= CallsPerRetry;
            return true;
        }
    }
}
