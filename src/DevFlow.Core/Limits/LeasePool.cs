namespace DevFlow.Core.Limits;

/// <summary>The leases of one limiter, used again. Used under the limiter's lock.</summary>
/// <param name="limiter">Who settles them.</param>
/// <param name="buckets">Where what they take from is found.</param>
internal sealed class LeasePool(Limiter limiter, BucketTable buckets)
{
    /// <summary>Whoever says more has made a mistake.</summary>
    public const double MostUnits = 1e12;

    private readonly Stack<Lease> _spare = new();

    /// <summary>A lease for a call, not yet granted.</summary>
    /// <param name="charges">What the call takes.</param>
    /// <param name="mustQueue">True where others wait for a bucket of it already.</param>
    public Lease Rent(ReadOnlySpan<RateLimitCharge> charges, out bool mustQueue)
    {
        Lease lease = _spare.TryPop(out Lease? spare) ? spare : new Lease { Limiter = limiter };
        if (lease.TableVersion != buckets.Version)
        {
            lease.Forget(buckets.Version);
        }

        mustQueue = false;
        foreach (ref readonly RateLimitCharge charge in charges)
        {
            ref Taken taken = ref lease.Next();
            if (taken.Bucket is null || !taken.Bucket.Is(charge.Policy, charge.Partition))
            {
                taken.Bucket = buckets[charge.Policy, charge.Partition];
            }

            double cost = taken.Bucket.TypicalCall > 0 ? taken.Bucket.TypicalCall : charge.Cost;
            taken.Cost = cost is >= 0 and <= MostUnits ? cost : 1;
            mustQueue |= taken.Bucket.Waiting > 0;
        }

        return lease;
    }

    public void Return(Lease lease)
    {
        lease.Clear();
        _spare.Push(lease);
    }
}
