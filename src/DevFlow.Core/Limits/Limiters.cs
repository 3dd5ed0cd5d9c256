using System.Collections.Concurrent;
using System.Security.Cryptography;
using DevFlow.Core.Connections;
using DevFlow.Core.Limits.Forecast;

namespace DevFlow.Core.Limits;

/// <summary>The limiters of this process, one for each host and token or account: connections with the same share one.</summary>
internal sealed class Limiters(Func<ConnectionScope, ILimiterState> open, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(AccountMark.SaltLength);
    private readonly Dictionary<string, Limiter> _limiters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Platform, Limiter Limiter)> _byConnection = new(StringComparer.OrdinalIgnoreCase);
    private bool _isDisposed;

    /// <summary>Told of a bucket once in each of its windows, before it is empty; it must return at once.</summary>
    public Action<RateLimit>? Nearing { get; set; }

    /// <summary>Limiters that share nothing with other processes.</summary>
    public static Limiters Private(TimeProvider time) => new(_ => MemoryState.Private(new MonotonicClock(time).Now), time);

    /// <summary>The limiter of a connection.</summary>
    public Limiter For(ConnectionScope scope)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            string mark = AccountMark.Of(scope, _salt);
            if (!_limiters.TryGetValue(mark, out Limiter? limiter))
            {
                limiter = new Limiter(open(scope), time);
                limiter.Forecasts.Nearing = policy => Warn(limiter, policy);
                _limiters.Add(mark, limiter);
            }

            _byConnection[scope.Name] = (scope.Platform, limiter);
            return limiter;
        }
    }

    /// <summary>How the buckets of all connections stand.</summary>
    /// <param name="includeQuiet">Also those that answers do not tell of and that are far from their limit.</param>
    /// <param name="plan">Calls to come that the forecasts shall reckon with.</param>
    /// <returns>Objects that go on showing how the buckets stand.</returns>
    public IReadOnlyList<RateLimit> List(bool includeQuiet = false, RateLimitPlan? plan = null) =>
    [
        .. from pair in _byConnection.OrderBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase)
           from known in pair.Value.Limiter.List().OrderByDescending(static known => known.Bucket.Policy.IsReported).ThenBy(static known => known.Bucket.Name, StringComparer.Ordinal)
           let limit = Describe(pair.Key, pair.Value.Platform, pair.Value.Limiter, known.Bucket, known.View, plan)
           where includeQuiet || limit.ObservedAt is not null || limit.BlockedUntil is not null || (limit.IsHidden && 2 * limit.Used > limit.Limit)
           select limit with { Source = new LiveBucket(() => LookAgain(pair.Key, pair.Value.Platform, pair.Value.Limiter, known.Bucket, plan), time).Look },
    ];

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (Limiter limiter in _limiters.Values)
            {
                limiter.Dispose();
            }
        }
    }

    // Connections that share a credential share the bucket: one of them stands for all.
    private void Warn(Limiter limiter, RateLimitPolicy policy)
    {
        if (Nearing is { } nearing
            && _byConnection.FirstOrDefault(pair => pair.Value.Limiter == limiter) is { Key: { } connection, Value: var used }
            && limiter.List().FirstOrDefault(known => known.Bucket.Declared == policy) is { Bucket: { } bucket, View: var view })
        {
            nearing(Describe(connection, used.Platform, limiter, bucket, view, plan: null));
        }
    }

    private RateLimit? LookAgain(string connection, string platform, Limiter limiter, Bucket bucket, RateLimitPlan? plan) =>
        limiter.Look(bucket) is { } view ? Describe(connection, platform, limiter, bucket, view, plan) : null;

    private RateLimit Describe(string connection, string platform, Limiter limiter, Bucket bucket, in BucketView view, RateLimitPlan? plan) => new()
    {
        Platform = platform,
        Connection = connection,
        Bucket = bucket.Name,
        Kind = bucket.Policy.Kind,
        IsHidden = !bucket.Policy.IsReported,
        Limit = (long)view.Limit,
        Usable = (long)bucket.UsableOf(view.Limit),
        Remaining = (long)Math.Max(0, view.Limit - view.Spent),
        InFlight = (long)view.InFlight,
        ResetsAt = view.Spent > 0 ? limiter.ToUtc(view.FullAt) : null,
        BlockedUntil = limiter.ToUtc(view.BlockedUntil) is var until && until > time.GetUtcNow() ? until : null,
        ObservedAt = view.ReadAt == 0 ? null : limiter.ToUtc(view.ReadAt),
        Forecast = Foretell(limiter, bucket, view, plan) is { } forecast ? forecast with { Connection = connection, Bucket = bucket.Name } : null,
    };

    private RateLimitForecast? Foretell(Limiter limiter, Bucket bucket, in BucketView view, RateLimitPlan? plan) =>
        limiter.Forecasts.Find(bucket) is { } window
            ? window.Ask(view.Limit, view.Limit - view.Spent, limiter.ToUtc(view.FullAt), time.GetUtcNow(), plan)
            : FlowForecast.Ask(bucket.Policy, view, time.GetUtcNow(), plan);
}
