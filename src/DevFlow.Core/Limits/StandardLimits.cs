using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Core.Limits;

/// <summary>
/// A platform's dialect, and beside it what any server may say: the <c>RateLimit</c> fields of the IETF's draft and its problem types.
/// Buckets have the names the server gives them; which of them a request counts in, the last answer to one like it tells.
/// </summary>
internal sealed class StandardLimits : IRateLimitDialect
{
    private const int MaxPolicies = 256;
    private const int MaxEndpoints = 1024;
    private const int MaxProblem = 64 * 1024;
    private const string ProblemTypes = "https://iana.org/assignments/http-problem-types#";

    // What the draft leaves to the client where a refusal names no time.
    private static readonly TimeSpan UnnamedWait = TimeSpan.FromMinutes(1);

    // The seconds left are rounded, as is Date.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    private static readonly ConditionalWeakTable<IPlatformPlugin, StandardLimits> Known = [];

    // Where nothing is known of a server, one call finds out for all.
    private static readonly RateLimitPolicy First = new() { Name = RateLimitFields.Default, Kind = RateLimitKind.FixedWindow, IsReported = true, ResetSlack = Rounding };

    private readonly IRateLimitDialect _own;
    private readonly bool _isAlone;
    private volatile bool _hasLearned;
    private readonly ConcurrentDictionary<string, RateLimitPolicy> _policies = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RateLimitCharge[]> _told = new(StringComparer.Ordinal);

    private StandardLimits(IRateLimitDialect? own) => (_own, _isAlone) = (own ?? new NoDialect(), own is null);

    public IReadOnlyList<RateLimitPolicy> Policies => [.. _own.Policies, .. _policies.Values];

    /// <summary>The dialect of a platform; always the same, since its policies stand for themselves.</summary>
    public static StandardLimits Of(IPlatformPlugin plugin) => Known.GetValue(plugin, static plugin => new StandardLimits(plugin.Limits));

    public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges)
    {
        _own.Charge(request, charges);
        if (!_hasLearned && !_isAlone)
        {
            return;
        }

        (string server, string endpoint) = Names(request);
        RateLimitCharge[]? told = _told.GetValueOrDefault(endpoint) ?? _told.GetValueOrDefault(server);
        if (told is null && _isAlone)
        {
            charges.Add(new(First));
        }

        foreach (RateLimitCharge charge in told ?? [])
        {
            charges.Add(charge);
        }
    }

    public RequestSafety GetSafety(HttpRequestMessage request) => _own.GetSafety(request);

    public bool IsBusy(HttpResponseMessage response) => _own.IsBusy(response);

    public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
    {
        _own.Read(response, readings);
        if (readings.Count > 0 || response.RequestMessage is not { RequestUri: not null } request)
        {
            return;
        }

        IReadOnlyList<RateLimitQuota> quotas = RateLimitFields.Read(response.Headers);
        if (quotas.Count == 0 && _isAlone && RateLimitFields.ReadSeparate(response.Headers) is { } separate)
        {
            quotas = [separate];
        }

        List<RateLimitCharge> charges = [];
        foreach (RateLimitQuota quota in quotas)
        {
            if (PolicyOf(quota) is not { } policy)
            {
                continue;
            }

            charges.Add(new(policy, quota.Partition));
            if (policy.IsReported && ReadingOf(policy, quota, response.Headers.Date) is { } reading)
            {
                readings.Add(reading);
            }
        }

        if (charges.Count > 0)
        {
            Learn(request, [.. charges], readings);
        }
    }

    public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now)
    {
        if (_own.ReadRefusal(response, now) is { } refusal)
        {
            return refusal;
        }

        (string Type, string? Violated)? problem = ReadProblem(response);
        if (problem is null && !(_isAlone && response.StatusCode == HttpStatusCode.TooManyRequests))
        {
            return null;
        }

        RateLimitQuota[] empty = [.. RateLimitFields.Read(response.Headers).Where(static quota => quota.Remaining == 0)];
        string? name = problem?.Violated ?? (empty.Length == 1 ? empty[0].Name : null);
        DateTimeOffset? reset = empty.Length == 0 ? null : empty.Max(quota => quota.ResetsAt ?? now + quota.ResetsIn + Rounding);

        // Retry-After counts before what the fields say.
        DateTimeOffset? hint = LimitHeaders.RetryAfter(response.Headers, now) ?? reset;
        return new RateLimitRefusal(hint ?? now + UnnamedWait, problem?.Type ?? "limit")
        {
            Policy = name is null ? null : _isAlone && name == First.Name ? First : _policies.GetValueOrDefault(name),
            IsHinted = hint is not null,
        };
    }

    private void Learn(HttpRequestMessage request, RateLimitCharge[] charges, ICollection<RateLimitReading> readings)
    {
        (string server, string endpoint) = Names(request);
        _hasLearned = true;
        if (_isAlone && !_told.ContainsKey(server) && readings.Count > 0 && readings.All(static reading => reading.Policy != First))
        {
            // Those that waited for this answer did not know the bucket's name yet.
            readings.Add(readings.MinBy(static reading => reading.Remaining) with { Policy = First, Partition = null });
        }

        if (_told.Count < MaxEndpoints || _told.ContainsKey(endpoint))
        {
            _told[endpoint] = charges;
        }

        if (_told.Count < MaxEndpoints || _told.ContainsKey(server))
        {
            _told[server] = charges;
        }
    }

    private RateLimitPolicy? PolicyOf(RateLimitQuota quota)
    {
        // Bytes of answers are known only when they are there; and what the platform's dialect knows it reads its own way.
        if (quota.Unit is not ("requests" or "concurrent-requests") || _own.Policies.Any(own => own.Name == quota.Name))
        {
            return null;
        }

        if (_isAlone && quota.Name == First.Name)
        {
            return First;
        }

        if (_policies.TryGetValue(quota.Name, out RateLimitPolicy? policy) || _policies.Count >= MaxPolicies)
        {
            return policy;
        }

        bool isConcurrency = quota.Unit == "concurrent-requests";
        return _policies.GetOrAdd(quota.Name, new RateLimitPolicy
        {
            Name = quota.Name,
            Kind = isConcurrency ? RateLimitKind.Concurrency : RateLimitKind.FixedWindow,
            Limit = quota.Limit ?? 0,
            Window = quota.Window ?? TimeSpan.Zero,
            IsReported = !isConcurrency,
            ResetSlack = Rounding,
        });
    }

    private static RateLimitReading? ReadingOf(RateLimitPolicy policy, RateLimitQuota quota, DateTimeOffset? date)
    {
        DateTimeOffset? resetsAt = quota.ResetsAt ?? date + quota.ResetsIn;
        double? limit = quota.Limit ?? (policy.Limit > 0 ? policy.Limit : (double?)quota.Remaining);

        // Without "r" much is left (Atlassian's reading of the draft).
        return resetsAt is { } reset && limit is { } known && known > 0
            ? new RateLimitReading(policy, quota.Partition, Math.Max(known, quota.Remaining ?? 0), quota.Remaining ?? known, reset)
            : null;
    }

    // {"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","violated-policies":["daily"]}
    private static (string Type, string? Violated)? ReadProblem(HttpResponseMessage response)
    {
        if ((int)response.StatusCode < 400 || response.Content.Headers.ContentType?.MediaType != "application/problem+json" || BodyBytes.Of(response, MaxProblem) is not { } body)
        {
            return null;
        }

        try
        {
            using JsonDocument problem = JsonDocument.Parse(body);
            string? type = Payload.Text(problem.RootElement, "type");
            string? kind = type?.StartsWith(ProblemTypes, StringComparison.Ordinal) == true ? type[ProblemTypes.Length..] : null;
            if (kind is not ("quota-exceeded" or "temporary-reduced-capacity" or "abnormal-usage-detected"))
            {
                return null;
            }

            string? violated = problem.RootElement.TryGetProperty("violated-policies", out JsonElement names) && names is { ValueKind: JsonValueKind.Array } && names.GetArrayLength() == 1 && names[0].ValueKind == JsonValueKind.String
                ? names[0].GetString()
                : null;
            return (kind, violated);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Segments with digits in them are ids: what they name counts in the same limits.
    private static (string Server, string Endpoint) Names(HttpRequestMessage request)
    {
        Uri address = request.RequestUri!;
        IEnumerable<string> segments = address.AbsolutePath.Split('/').Take(8).Select(static segment => segment.Any(char.IsAsciiDigit) ? "*" : segment);
        return (address.Authority, $"{request.Method.Method} {address.Authority}{string.Join('/', segments)}");
    }

    /// <summary>Knows nothing.</summary>
    private sealed class NoDialect : IRateLimitDialect
    {
        public IReadOnlyList<RateLimitPolicy> Policies => [];

        public void Charge(HttpRequestMessage request, ICollection<RateLimitCharge> charges)
        {
        }

        public void Read(HttpResponseMessage response, ICollection<RateLimitReading> readings)
        {
        }

        public RateLimitRefusal? ReadRefusal(HttpResponseMessage response, DateTimeOffset now) => null;
    }
}
