namespace DevFlow.Jira;

/// <summary>
/// Jira's limits. Cloud has three systems at once (developer.atlassian.com/cloud/jira/platform/rate-limiting): points an hour for
/// apps, a bucket for each operation, writes for each issue. Data Center has a bucket for each user and node.
/// </summary>
internal sealed class JiraPolicies
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Points of an app over all sites.</summary>
    public RateLimitPolicy AppQuota { get; } = Quota("global-app-quota", 65_000);

    /// <summary>Points of all users of an app on one site; more on larger editions.</summary>
    public RateLimitPolicy TenantQuota { get; } = Quota("tenant-app-quota", 65_000);

    /// <summary>One bucket an operation. Published are 50 to 100 a second for most; how much a bucket holds only answers tell.</summary>
    public RateLimitPolicy Burst { get; } = new()
    {
        Name = "jira-burst-based",
        Kind = RateLimitKind.TokenBucket,
        Limit = 50,
        RefillPerSecond = 50,
        IsReported = true,
    };

    /// <summary>One bucket an issue; answers never tell how it stands.</summary>
    public RateLimitPolicy IssueShort { get; } = Issue("jira-per-issue-on-write", 20, TimeSpan.FromSeconds(2));

    /// <summary>The same issue's, over a longer span.</summary>
    public RateLimitPolicy IssueLong { get; } = Issue("jira-per-issue-on-write-30s", 100, TimeSpan.FromSeconds(30));

    /// <summary>Data Center's, for the user; an administrator sets the numbers.</summary>
    public RateLimitPolicy User { get; } = new()
    {
        Name = "user",
        Kind = RateLimitKind.TokenBucket,
        IsReported = true,
    };

    public IReadOnlyList<RateLimitPolicy> All => [AppQuota, TenantQuota, Burst, IssueShort, IssueLong, User];

    /// <summary>The quota of a name in the <c>RateLimit</c> header.</summary>
    public RateLimitPolicy? QuotaOf(string name) => name == AppQuota.Name ? AppQuota : name == TenantQuota.Name ? TenantQuota : null;

    /// <summary>What a <c>RateLimit-Reason</c> means.</summary>
    /// <param name="reason">The header.</param>
    /// <param name="wait">How long it asks to wait.</param>
    public RateLimitPolicy? OfReason(string reason, TimeSpan wait) => reason switch
    {
        "jira-quota-global-based" => AppQuota,
        "jira-quota-tenant-based" => TenantQuota,
        "jira-burst-based" => Burst,

        // Both spans of an issue have one name; only the longer one can ask for more than the shorter lasts.
        "jira-per-issue-on-write" => wait > IssueShort.Window ? IssueLong : IssueShort,
        _ => null,
    };

    // Hours end together with those of UTC; the seconds left are rounded.
    private static RateLimitPolicy Quota(string name, double limit) => new()
    {
        Name = name,
        Kind = RateLimitKind.FixedWindow,
        Limit = limit,
        Window = Hour,
        IsReported = true,
        ResetSlack = TimeSpan.FromSeconds(2),
    };

    private static RateLimitPolicy Issue(string name, double limit, TimeSpan window) => new()
    {
        Name = name,
        Kind = RateLimitKind.RollingWindow,
        Limit = limit,
        Window = window,
    };
}
