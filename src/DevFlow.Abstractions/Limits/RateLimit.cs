namespace DevFlow;

/// <summary>How one bucket of one connection stands. Objects of Get-DevFlowRateLimit are live: each look at them shows the bucket as it is then.</summary>
public sealed record RateLimit
{
    private readonly long _limit;
    private readonly long? _usable;
    private readonly long _remaining;
    private readonly long _inFlight;
    private readonly DateTimeOffset? _resetsAt;
    private readonly DateTimeOffset? _blockedUntil;
    private readonly DateTimeOffset? _observedAt;
    private readonly RateLimitForecast? _forecast;

    /// <summary>The id of the platform.</summary>
    public required string Platform { get; init; }

    /// <summary>The name of the connection.</summary>
    public required string Connection { get; init; }

    /// <summary>The bucket: the limit as the server names it, such as <c>core</c>, and after a slash which of its buckets, where there are several.</summary>
    public required string Bucket { get; init; }

    /// <summary>The shape of the limit.</summary>
    public RateLimitKind Kind { get; init; }

    /// <summary>True where answers do not tell how it stands, so that the numbers are reckoned.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Units granted in a window, at once, or what the full bucket holds.</summary>
    public required long Limit
    {
        get => Newest._limit;
        init => _limit = value;
    }

    /// <summary>Units of it that this session uses at most: all, unless Set-DevFlowRateLimitPolicy leaves some to others.</summary>
    public long Usable
    {
        get => Newest._usable ?? Limit;
        init => _usable = value;
    }

    /// <summary>Units spent, by everyone who shares the bucket as far as answers told.</summary>
    public long Used => Newest is var newest ? newest._limit - newest._remaining : 0;

    /// <summary>Units left, without those of calls under way.</summary>
    public required long Remaining
    {
        get => Newest._remaining;
        init => _remaining = value;
    }

    /// <summary>Units of calls under way, of all processes that share the bucket.</summary>
    public long InFlight
    {
        get => Newest._inFlight;
        init => _inFlight = value;
    }

    /// <summary>When the window ends, or everything spent is back (UTC); null where nothing is spent.</summary>
    public DateTimeOffset? ResetsAt
    {
        get => Newest._resetsAt;
        init => _resetsAt = value;
    }

    /// <summary>Until when the platform wants no more calls, after it refused one (UTC); null where it does not.</summary>
    public DateTimeOffset? BlockedUntil
    {
        get => Newest._blockedUntil;
        init => _blockedUntil = value;
    }

    /// <summary>When an answer last told of it (UTC); null for a hidden one.</summary>
    public DateTimeOffset? ObservedAt
    {
        get => Newest._observedAt;
        init => _observedAt = value;
    }

    /// <summary>Units a minute that are expected for the next minute; null where nothing is known of its use.</summary>
    public double? RatePerMinute => Forecast?.RatePerMinute;

    /// <summary>When it is expected to be empty (UTC); null where that is not expected.</summary>
    public DateTimeOffset? ExhaustsAt => Forecast?.ExhaustsAt;

    /// <summary>The chance, from 0 to 1, that it comes as <see cref="ExhaustsAt"/> says, whether it names a moment or none.</summary>
    public double? Confidence => Forecast?.Confidence;

    /// <summary>Whether and when it will be empty; null where nothing is known of its use.</summary>
    public RateLimitForecast? Forecast
    {
        get => Newest._forecast;
        init => _forecast = value;
    }

    /// <summary>Tells how it stands now, or null where nobody knows any more; null for what stays as it was.</summary>
    internal Func<RateLimit?>? Source { get; init; }

    private RateLimit Newest => Source?.Invoke() ?? this;
}
