using System.Collections.Concurrent;

namespace DevFlow.GitHub;

/// <summary>GitHub's limits (docs.github.com, "Rate limits for the REST API" and "Rate limits and query limits for the GraphQL API").</summary>
internal sealed class GitHubPolicies
{
    private const int MaxResources = 64;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, RateLimitPolicy> _resources;

    public GitHubPolicies() =>
        _resources = new(new[] { Core, Search, CodeSearch, GraphQl }.Select(static policy => KeyValuePair.Create(policy.Name, policy)), StringComparer.Ordinal);

    public RateLimitPolicy Core { get; } = Primary("core", 5000, Hour);

    public RateLimitPolicy Search { get; } = Primary("search", 30, Minute);

    public RateLimitPolicy CodeSearch { get; } = Primary("code_search", 10, Minute);

    public RateLimitPolicy GraphQl { get; } = Primary("graphql", 5000, Hour);

    /// <summary>REST and GraphQL together.</summary>
    public RateLimitPolicy Concurrency { get; } = new() { Name = "secondary-concurrency", Kind = RateLimitKind.Concurrency, Limit = 100 };

    /// <summary>One bucket an endpoint.</summary>
    public RateLimitPolicy Points { get; } = Secondary("secondary-points", 900, Minute);

    public RateLimitPolicy GraphQlPoints { get; } = Secondary("secondary-points-graphql", 2000, Minute);

    /// <summary>REST and GraphQL together; "you can roughly estimate the CPU time by measuring the total response time".</summary>
    public RateLimitPolicy CpuTime { get; } = Secondary("secondary-cpu", 90, Minute) with { IsTimed = true };

    public RateLimitPolicy GraphQlCpuTime { get; } = Secondary("secondary-cpu-graphql", 60, Minute) with { IsTimed = true };

    public RateLimitPolicy ContentByMinute { get; } = Secondary("secondary-content-minute", 80, Minute);

    public RateLimitPolicy ContentByHour { get; } = Secondary("secondary-content-hour", 500, Hour);

    public IReadOnlyList<RateLimitPolicy> All => [.. _resources.Values, Concurrency, Points, GraphQlPoints, CpuTime, GraphQlCpuTime, ContentByMinute, ContentByHour];

    /// <summary>The primary limit of a resource, learned where it is new; null where a server names more of them than there are.</summary>
    public RateLimitPolicy? Resource(string name)
    {
        if (_resources.TryGetValue(name, out RateLimitPolicy? policy) || _resources.Count >= MaxResources)
        {
            return policy;
        }

        return _resources.GetOrAdd(name, static name => Primary(name, 0, Hour));
    }

    // "It is not clear when in that second": a window may end up to a second later than told.
    private static RateLimitPolicy Primary(string name, double limit, TimeSpan window) => new()
    {
        Name = name,
        Kind = RateLimitKind.FixedWindow,
        Limit = limit,
        Window = window,
        IsReported = true,
        ResetSlack = TimeSpan.FromSeconds(1),
    };

    // How GitHub aligns these windows is not published: a rolling one is right under every reading.
    private static RateLimitPolicy Secondary(string name, double limit, TimeSpan window) =>
        new() { Name = name, Kind = RateLimitKind.RollingWindow, Limit = limit, Window = window };
}
