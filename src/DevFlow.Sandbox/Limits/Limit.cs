namespace DevFlow.Sandbox.Limits;

/// <summary>
/// Grants costs as long as they fit. Exact in the clock's time, which may be virtual, safe to use from many threads at once,
/// and without an allocation once it is warm.
/// </summary>
internal abstract class Limit(TimeProvider time)
{
    private static long s_made;

    private readonly Lock _gate = new();

    // Who takes from several limits enters their gates in this order, so that two who do never wait for each other.
    private readonly long _order = Interlocked.Increment(ref s_made);
    private long _now;

    /// <summary>True where it stands as if it was never used.</summary>
    public bool IsUntouched
    {
        get
        {
            lock (_gate)
            {
                Advance();
                return IsEmpty;
            }
        }
    }

    /// <summary>The moment in UTC ticks; it never goes back, whatever the clock does.</summary>
    protected long Now => _now;

    protected abstract bool IsEmpty { get; }

    /// <summary>Takes from all of them or, where one refuses, from none.</summary>
    /// <param name="claims">What is asked; every limit at most once, looked at in this order.</param>
    /// <param name="readings">Gets the state of each after it.</param>
    /// <param name="refused">The index of the first claim that was refused; -1 where none was.</param>
    /// <returns>False where one was refused.</returns>
    public static bool TryTakeAll(ReadOnlySpan<Claim> claims, Span<Reading> readings, out int refused)
    {
        Span<int> order = stackalloc int[claims.Length];
        Sort(claims, order);
        int entered = 0;
        try
        {
            for (; entered < order.Length; entered++)
            {
                claims[order[entered]].Limit._gate.Enter();
            }

            refused = FindRefusal(claims);
            for (int i = 0; i < claims.Length; i++)
            {
                (_, Limit limit, long cost) = claims[i];
                if (refused < 0)
                {
                    limit.Add(cost);
                }
                else if (i <= refused)
                {
                    limit.Refuse(cost);
                }

                readings[i] = limit.Describe(cost);
            }

            return refused < 0;
        }
        finally
        {
            while (entered > 0)
            {
                claims[order[--entered]].Limit._gate.Exit();
            }
        }
    }

    /// <summary>Takes a cost if it fits.</summary>
    /// <param name="cost">How much.</param>
    /// <param name="reading">The state after it.</param>
    /// <returns>False where it does not fit.</returns>
    public bool TryTake(long cost, out Reading reading)
    {
        lock (_gate)
        {
            Advance();
            bool granted = Fits(cost);
            if (granted)
            {
                Add(cost);
            }
            else
            {
                Refuse(cost);
            }

            reading = Describe(cost);
            return granted;
        }
    }

    /// <summary>Counts a cost known only after the work was done, even beyond the limit.</summary>
    public Reading Charge(long cost)
    {
        lock (_gate)
        {
            Advance();
            Add(cost);
            return Describe(1);
        }
    }

    /// <summary>Takes back what was taken: a request that turned out to be free, or has ended.</summary>
    /// <param name="cost">How much of it.</param>
    /// <param name="taken">What taking it said; nothing happens where its window is over.</param>
    public Reading GiveBack(long cost, in Reading taken)
    {
        lock (_gate)
        {
            Advance();
            Remove(cost, taken);
            return Describe(cost);
        }
    }

    /// <summary>Reads the state without counting, for a next request of cost 1.</summary>
    public Reading Read()
    {
        lock (_gate)
        {
            Advance();
            return Describe(1);
        }
    }

    /// <summary>Forgets what is over at <see cref="Now"/>; called before everything below, always inside the gate.</summary>
    protected abstract void Roll();

    protected abstract bool Fits(long cost);

    protected abstract void Add(long cost);

    /// <summary>Notes a cost that did not fit here or in a later claim; most limits do not count it.</summary>
    protected virtual void Refuse(long cost)
    {
    }

    protected abstract void Remove(long cost, in Reading taken);

    protected abstract Reading Describe(long cost);

    protected Reading Describe(long limit, long used, long resetsAt, long retryAfter) => new(
        limit,
        used,
        new DateTimeOffset(_now, TimeSpan.Zero),
        new DateTimeOffset(resetsAt, TimeSpan.Zero),
        new TimeSpan(retryAfter));

    private static int FindRefusal(ReadOnlySpan<Claim> claims)
    {
        int refused = -1;
        for (int i = claims.Length - 1; i >= 0; i--)
        {
            claims[i].Limit.Advance();
            refused = claims[i].Limit.Fits(claims[i].Cost) ? refused : i;
        }

        return refused;
    }

    private static void Sort(ReadOnlySpan<Claim> claims, Span<int> order)
    {
        for (int i = 0; i < claims.Length; i++)
        {
            long key = claims[i].Limit._order;
            int at = i;
            for (; at > 0 && claims[order[at - 1]].Limit._order >= key; at--)
            {
                if (claims[order[at - 1]].Limit._order == key)
                {
                    throw new ArgumentException("A limit is claimed twice.", nameof(claims));
                }

                order[at] = order[at - 1];
            }

            order[at] = i;
        }
    }

    private void Advance()
    {
        _now = Math.Max(_now, time.GetUtcNow().UtcTicks);
        Roll();
    }
}
