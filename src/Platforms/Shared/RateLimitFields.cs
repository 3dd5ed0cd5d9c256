using System.Globalization;
using System.Net.Http.Headers;

namespace DevFlow.Platforms;

/// <summary>
/// Reads the fields of draft-ietf-httpapi-ratelimit-headers in all its forms: lists of names
/// (<c>RateLimit-Policy: "burst";q=100;w=60</c> with <c>RateLimit: "burst";r=50;t=30</c>), the dictionary of versions 07 and 08
/// (<c>RateLimit: limit=100, remaining=50, reset=30</c>), and the three fields of those before and of common use
/// (<c>RateLimit-Limit</c>, <c>X-RateLimit-Remaining</c>). What makes no sense is left out.
/// </summary>
internal static class RateLimitFields
{
    /// <summary>The name of a quota whose fields have none.</summary>
    public const string Default = "default";

    private const int MaxField = 4096;
    private const long EpochSeconds = 1_000_000_000;
    private const long EpochMilliseconds = 1_000_000_000_000;
    private const long LatestMilliseconds = 9_999_999_999_999;
    private static readonly long MaxSeconds = (long)TimeSpan.FromDays(31).TotalSeconds;

    /// <summary>What <c>RateLimit</c> and <c>RateLimit-Policy</c> tell, each quota once.</summary>
    public static IReadOnlyList<RateLimitQuota> Read(HttpResponseHeaders headers)
    {
        IReadOnlyList<StructuredItem> told = Field(headers, "RateLimit");
        IReadOnlyList<StructuredItem> policies = Field(headers, "RateLimit-Policy");
        if (told.Count > 0 && told[0].Key.Length > 0)
        {
            return ReadDictionary(told, policies);
        }

        List<RateLimitQuota> quotas = [];
        foreach (StructuredItem item in told.Concat(policies).Where(static item => item.IsString && IsName(item.Value)))
        {
            // The partition stands with the policy, with the quota, or with both.
            string? partition = item.Parameters.GetValueOrDefault("pk");
            if (quotas.Exists(known => known.Name == item.Value && (partition is null || known.Partition == partition)))
            {
                continue;
            }

            StructuredItem? policy = policies.FirstOrDefault(one => one.Value == item.Value && (partition is null || partition == one.Parameters.GetValueOrDefault("pk", partition)));
            partition ??= policy?.Parameters.GetValueOrDefault("pk");
            quotas.Add(new RateLimitQuota
            {
                Name = item.Value,
                Partition = IsName(partition) ? partition : null,
                Limit = policy is null ? null : Number(policy, "q"),
                Remaining = Number(item, "r"),
                Window = policy is null ? null : Seconds(Number(policy, "w")),
                ResetsIn = Seconds(Number(item, "t")),
                Unit = policy?.Parameters.GetValueOrDefault("qu") ?? "requests",
            });
        }

        return quotas;
    }

    /// <summary>What the three separate fields tell; null where they do not.</summary>
    public static RateLimitQuota? ReadSeparate(HttpResponseHeaders headers) => ReadSeparate(headers, "RateLimit-") ?? ReadSeparate(headers, "X-RateLimit-") ?? ReadSeparate(headers, "X-Rate-Limit-");

    private static RateLimitQuota? ReadSeparate(HttpResponseHeaders headers, string prefix)
    {
        // "100, 100;w=60": the limit, then the policies it comes from.
        IReadOnlyList<StructuredItem> limits = Field(headers, prefix + "Limit");
        if (limits.Count == 0 || Number(limits[0].Value) is not { } limit || LimitHeaders.Number(headers, prefix + "Remaining") is not { } remaining)
        {
            return null;
        }

        long? reset = LimitHeaders.Number(headers, prefix + "Reset");
        return new RateLimitQuota
        {
            Name = Default,
            Limit = limit,
            Remaining = remaining,
            Window = Seconds(limits.Where(item => Number(item.Value) == limit).Select(static item => Number(item, "w")).FirstOrDefault(static window => window > 0)),

            // Some count seconds from now, some from 1970, some milliseconds.
            ResetsIn = reset < EpochSeconds ? Seconds(reset) : null,
            ResetsAt = reset switch
            {
                >= EpochSeconds and < EpochMilliseconds / 100 => DateTimeOffset.FromUnixTimeSeconds(reset.Value),
                >= EpochMilliseconds and <= LatestMilliseconds => DateTimeOffset.FromUnixTimeMilliseconds(reset.Value),
                _ => null,
            },
        };
    }

    private static RateLimitQuota[] ReadDictionary(IReadOnlyList<StructuredItem> told, IReadOnlyList<StructuredItem> policies)
    {
        long? Of(string key) => told.FirstOrDefault(item => item.Key == key) is { } item ? Number(item.Value) : null;

        long? limit = Of("limit");
        StructuredItem? policy = policies.FirstOrDefault(item => Number(item.Value) == limit);
        return limit is null && Of("remaining") is null
            ? []
            : [new RateLimitQuota { Name = Default, Limit = limit, Remaining = Of("remaining"), ResetsIn = Seconds(Of("reset")), Window = policy is null ? null : Seconds(Number(policy, "w")) }];
    }

    private static IReadOnlyList<StructuredItem> Field(HttpResponseHeaders headers, string name)
    {
        if (!headers.NonValidated.TryGetValues(name, out HeaderStringValues values))
        {
            return [];
        }

        string field = string.Join(',', values);
        return field.Length > MaxField ? [] : StructuredItem.ReadAll(field);
    }

    private static bool IsName(string? name) => name is { Length: > 0 and <= 64 };

    private static long? Number(StructuredItem item, string parameter) => item.Parameters.TryGetValue(parameter, out string? text) ? Number(text) : null;

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static TimeSpan? Seconds(long? number) => number is { } seconds && seconds <= MaxSeconds ? TimeSpan.FromSeconds(seconds) : null;
}
