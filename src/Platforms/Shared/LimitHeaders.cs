using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;

namespace DevFlow.Platforms;

/// <summary>Reads the headers in which platforms speak of their rate limits; what makes no sense reads as null.</summary>
internal static class LimitHeaders
{
    private const int MaxBucketLength = 64;

    // 2001-09-09 to 2286-11-20 in epoch seconds: delays, milliseconds and other nonsense fall outside.
    private const long EarliestReset = 1_000_000_000;
    private const long LatestReset = 9_999_999_999;

    private static readonly SearchValues<char> BucketCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    // Not by AnswerHeaders.Single: digits alone have nothing in them that it looks for, and each answer has several of these.
    public static long? Number(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values)
        && values.Count == 1
        && long.TryParse(values.ToString().AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    /// <summary>A moment in epoch seconds.</summary>
    public static DateTimeOffset? Moment(HttpResponseHeaders headers, string name) =>
        Number(headers, name) is long seconds and >= EarliestReset and <= LatestReset ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The moment <c>Retry-After</c> names, as a delay or a date, and never one that is over; null where it names none.</summary>
    public static DateTimeOffset? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now) => headers.RetryAfter switch
    {
        { Delta: TimeSpan delay } => now + delay,
        { Date: DateTimeOffset moment } => moment > now ? moment.ToUniversalTime() : now,
        _ => null,
    };

    /// <summary>Tells the name of a bucket from what would make a mess of a table.</summary>
    public static bool IsBucket([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= MaxBucketLength } && !name.AsSpan().ContainsAnyExcept(BucketCharacters);
}
