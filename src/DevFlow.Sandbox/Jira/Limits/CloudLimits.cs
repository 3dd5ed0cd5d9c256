using System.Runtime.CompilerServices;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Cloud's three systems at once: points by the UTC hour for apps, a bucket for each operation, writes for each issue.</summary>
/// <remarks>https://developer.atlassian.com/cloud/jira/platform/rate-limiting/</remarks>
internal sealed class CloudLimits : JiraLimits
{
    private const string Quota = "quota";
    private const string BurstBucket = "burst";
    private const string IssueBucket = "issue";
    private const string LongIssueBucket = "issue-30s";
    private const string TenantQuota = "tenant-quota";

    // Tier 1: for an app over all sites. Tier 2, for this site, is announced in Beta- headers only: a Standard edition.
    private const int PointsPerHour = 65_000;
    private const int TenantPointsPerHour = 100_000;

    // Observed: 350 tokens where the policy says 100 a second. That the same ratio holds for other operations is a guess.
    private const double CapacityRatio = 3.5;

    /// <summary>As many as one request makes: of the quota, of the bucket, and two of an issue.</summary>
    private const int MaxClaims = 4;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Keyed<string, EpochWindow> _points;
    private readonly EpochWindow _tenant;
    private readonly Keyed<JiraRoute, TokenBucket> _bursts;
    private readonly Keyed<long, RollingWindow> _short;
    private readonly Keyed<long, RollingWindow> _long;
    private readonly CloudHeaders _headers;
    private readonly SandboxContext _context;

    public CloudLimits(SandboxContext context)
    {
        _context = context;
        SandboxClock clock = context.Clock;
        _headers = new(Window(TimeSpan.FromSeconds(1)), Window(Hour));
        int points = context.Limit(Quota, PointsPerHour);
        int inTwoSeconds = context.Limit(IssueBucket, 20);
        int inThirty = context.Limit(LongIssueBucket, 100);
        _points = new(_ => new(points, clock.Scale(Hour), clock.Time));
        _tenant = new(context.Limit(TenantQuota, TenantPointsPerHour), clock.Scale(Hour), clock.Time);
        _bursts = new(CreateBurst);
        _short = new(_ => new(inTwoSeconds, clock.Scale(TimeSpan.FromSeconds(2)), clock.Time));
        _long = new(_ => new(inThirty, clock.Scale(TimeSpan.FromSeconds(30)), clock.Time));
    }

    /// <summary>Every name the user can give.</summary>
    public static IReadOnlyList<string> Names { get; } = [Quota, TenantQuota, BurstBucket, IssueBucket, LongIssueBucket];

    public override Answer? Take(JiraCall call, long? issue)
    {
        ClaimList claims = default;
        int count = 0;
        if (call.Caller.ClientId is { } client)
        {
            claims[count++] = new(CloudHeaders.QuotaReason, _points[client]);
        }

        int burst = count;
        claims[count++] = new(CloudHeaders.BurstReason, _bursts[call.Route!]);
        if (issue is { } id)
        {
            claims[count++] = new(CloudHeaders.IssueReason, _short[id]);
            claims[count++] = new(CloudHeaders.IssueReason, _long[id]);
        }

        Span<Reading> readings = stackalloc Reading[MaxClaims];
        bool isGranted = Limit.TryTakeAll(((ReadOnlySpan<Claim>)claims)[..count], readings, out int refused);
        bool isApp = burst > 0;
        call.Exchange.Bucket = isApp ? Quota : BurstBucket;
        call.Limits = new()
        {
            Burst = readings[burst],
            Quota = isApp ? readings[0] : null,
            Tenant = isApp ? _tenant.Charge(1) : null,
            Refusal = isGranted ? null : (claims[refused].Name, readings[refused]),
        };
        if (isGranted)
        {
            return null;
        }

        call.Exchange.Refuse(claims[refused].Name, refused < burst ? Quota : refused == burst ? BurstBucket : refused == burst + 1 ? IssueBucket : LongIssueBucket);
        return JiraProblem.Create(StatusCodes.Status429TooManyRequests, "Rate limit exceeded.");
    }

    /// <summary>Reads cost one point and what they show; writes cost one, whatever they show.</summary>
    public override void Finish(JiraCall call)
    {
        if (call.Limits is not { } limits)
        {
            return;
        }

        if (limits is { Refusal: null, Quota: not null } && call.Route!.Method == "GET")
        {
            int cost = call.Objects * call.Route.Weight;
            limits.Quota = _points[call.Caller.ClientId!].Charge(cost);
            limits.Tenant = _tenant.Charge(cost);
        }

        _headers.Write(call.Response.Headers, limits, RateOf(call.Route!));
    }

    private TokenBucket CreateBurst(JiraRoute route)
    {
        int rate = RateOf(route);
        return new((long)(rate * CapacityRatio), rate, _context.Clock.Scale(TimeSpan.FromSeconds(1)), _context.Clock.Time);
    }

    private int RateOf(JiraRoute route) => _context.Limit(BurstBucket, route.Burst ?? (route.Method is "PUT" or "DELETE" ? 50 : 100));

    // Whole seconds, at least one: shorter windows exist only where the sandbox's clock is fast.
    private long Window(TimeSpan period) => Math.Max(1, HeaderValue.Seconds(_context.Clock.Scale(period)));

    [InlineArray(MaxClaims)]
    private struct ClaimList
    {
        private Claim _first;
    }
}
