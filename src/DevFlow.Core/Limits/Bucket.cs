namespace DevFlow.Core.Limits;

/// <summary>What this process knows of one bucket; how it stands is in the <see cref="BucketState"/>.</summary>
/// <param name="declared">The policy as its dialect made it.</param>
/// <param name="policy">The same with the changes a user wants.</param>
/// <param name="partition">Which of the limit's buckets.</param>
internal sealed class Bucket(RateLimitPolicy declared, RateLimitPolicy policy, string? partition)
{
    public RateLimitPolicy Declared => declared;

    public RateLimitPolicy Policy => policy;

    public string? Partition => partition;

    public string Name { get; } = partition is null ? policy.Name : $"{policy.Name}/{partition}";

    public BucketKey Key { get; } = BucketKey.Of(policy, partition);

    public bool Is(RateLimitPolicy asked, string? part) => ReferenceEquals(asked, declared) && part == partition;

    /// <summary>The most that shall be used of it.</summary>
    public double Cap { get; set; } = double.MaxValue;

    /// <summary>The share of the limit that is left to others.</summary>
    public double Reserve { get; set; }

    /// <summary>The most that shall be used of a limit, with what is left to others.</summary>
    /// <remarks>Rounded, since four fifths of 100 leave a hair less than 20, in which a twentieth call finds no room.</remarks>
    public double UsableOf(double limit) => Math.Min(Cap, Math.Round(limit * (1 - Reserve), 6));

    /// <summary>Seconds that a call took lately, of a limit that is timed; 0 before the first.</summary>
    public double TypicalCall { get; private set; }

    /// <summary>Where it was last found in memory.</summary>
    public int Place { get; set; }

    /// <summary>How many callers wait for it.</summary>
    public int Waiting { get; set; }

    /// <summary>Notes how long a call took.</summary>
    public void Time(double seconds) => TypicalCall += TypicalCall == 0 ? seconds : (seconds - TypicalCall) / 8;

    /// <summary>The pass over the waiting callers in which it was found short.</summary>
    public long ShortInPass { get; set; }

    /// <summary>Why it was short in that pass.</summary>
    public Shortage Shortage { get; set; }
}
