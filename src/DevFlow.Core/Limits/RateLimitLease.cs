using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>The leave to make one call. Whoever has one settles it once, whatever happens to the call.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RateLimitLease
{
    private readonly Lease? _lease;
    private readonly int _generation;

    public RateLimitLease(Lease lease)
    {
        _lease = lease;
        _generation = lease.Generation;
    }

    /// <summary>A call that was not let through.</summary>
    public RateLimitLease(RateLimitWait wait) => Wait = wait;

    /// <summary>False where the call would have had to wait longer than it may.</summary>
    public bool IsAcquired => _lease is not null;

    /// <summary>What it would have had to wait for; null where it was let through.</summary>
    public RateLimitWait? Wait { get; }

    /// <summary>Settles a call without an answer.</summary>
    public void Settle(CallOutcome outcome) => _lease?.Limiter!.Settle(_lease, _generation, outcome);

    /// <summary>Settles a call with what is known of its answer.</summary>
    public void Settle(in SettledCall call) => _lease?.Limiter!.Settle(_lease, _generation, call);

    /// <summary>Settles a call with what its answer tells.</summary>
    /// <param name="dialect">Who understands it.</param>
    /// <param name="response">The answer, read to its end.</param>
    /// <returns>The refusal with its moment by this machine's clock; null where the call was not refused because of a limit.</returns>
    public RateLimitRefusal? Settle(IRateLimitDialect dialect, HttpResponseMessage response) => _lease?.Limiter!.Settle(_lease, _generation, dialect, response);
}
