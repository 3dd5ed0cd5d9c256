using System.Numerics;

namespace DevFlow.Platforms.Tests.Sandbox.Limits;

/// <summary>Decides by going through everything granted so far, as slowly and plainly as the rules are worded.</summary>
internal sealed class Oracle(Func<Oracle, long, long, bool> rule)
{
    private readonly List<(long At, long Cost)> _granted = [];

    public IReadOnlyList<(long At, long Cost)> Granted => _granted;

    public bool Take(long now, long cost)
    {
        bool granted = rule(this, now, cost);
        if (granted)
        {
            _granted.Add((now, cost));
        }

        return granted;
    }

    /// <summary>One to ask what it would say.</summary>
    public Oracle Copy()
    {
        Oracle copy = new(rule);
        copy._granted.AddRange(_granted);
        return copy;
    }

    /// <summary>What was granted from one moment to another, without the latter.</summary>
    public long Between(long from, long to) => _granted.Where(grant => grant.At >= from && grant.At < to).Sum(grant => grant.Cost);

    public static Oracle Rolling(long limit, long period) =>
        new((self, now, cost) => self.Between(now - period + 1, now + 1) + cost <= limit);

    public static Oracle Epoch(long limit, long period) => new((self, now, cost) =>
    {
        long sinceEpoch = now - DateTimeOffset.UnixEpoch.UtcTicks;
        long start = now - (sinceEpoch % period);
        return self.Between(start, start + period) + cost <= limit;
    });

    public static Oracle Fixed(long limit, long period, long grain) => new((self, now, cost) =>
    {
        long end = 0;
        long used = 0;
        foreach ((long at, long spent) in self.Granted)
        {
            (end, used) = at >= end ? (at - (at % grain) + period, spent) : (end, used + spent);
        }

        return (now >= end ? 0 : used) + cost <= limit;
    });

    public static Oracle Bucket(long capacity, long refill, long interval, bool inBatches) => new((self, now, cost) =>
    {
        // In parts of a token, as many as the interval has ticks.
        BigInteger full = (BigInteger)capacity * interval;
        BigInteger level = full;
        long counted = 0;
        foreach ((long at, long spent) in self.Granted.Append((now, cost)))
        {
            long from = level == full ? at : counted;
            long elapsed = inBatches ? (at - from) / interval * interval : at - from;
            level = BigInteger.Min(full, level + ((BigInteger)elapsed * refill));
            counted = level == full ? at : from + elapsed;
            level -= (BigInteger)spent * interval;
        }

        return level >= 0;
    });
}
