namespace DevFlow.Core.Webhooks;

/// <summary>How many durations lie below which bound; the bounds are about those at which platforms give up.</summary>
internal sealed class DurationHistogram
{
    public static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10];

    private readonly long[] _counts = new long[Bounds.Length + 1];
    private long _ticks;

    public double TotalSeconds => TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds;

    public void Add(TimeSpan duration)
    {
        int bucket = 0;
        while (bucket < Bounds.Length && duration.TotalSeconds > Bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _ticks, duration.Ticks);
    }

    /// <summary>For each bound, and then without one, how many lie at or below it.</summary>
    public IEnumerable<long> Cumulative()
    {
        long sum = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            yield return sum += Interlocked.Read(ref _counts[i]);
        }
    }
}
