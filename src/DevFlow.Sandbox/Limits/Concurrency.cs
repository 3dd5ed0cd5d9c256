namespace DevFlow.Sandbox.Limits;

/// <summary>How much may run at once: it is taken before the work and given back after it.</summary>
internal sealed class Concurrency(long limit, TimeProvider time) : Limit(time)
{
    private long _running;

    protected override bool IsEmpty => _running == 0;

    protected override void Roll()
    {
        // Only giving back makes room, never time.
    }

    protected override bool Fits(long cost) => cost <= limit - _running;

    protected override void Add(long cost) => _running += cost;

    protected override void Remove(long cost, in Reading taken) => _running = Math.Max(0, _running - cost);

    // Nobody knows when the work ends, so no time is told; the platform words its own.
    protected override Reading Describe(long cost) => Describe(limit, _running, Now, 0);
}
