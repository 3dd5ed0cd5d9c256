using System.Globalization;

namespace DevFlow.Sandbox.Http;

/// <summary>Numbers and time spans as headers tell them.</summary>
internal static class HeaderValue
{
    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whole seconds, rounded up: who waits as long as told is not a moment too early.</summary>
    public static long Seconds(TimeSpan span) => (span.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;

    /// <summary>A wait in whole seconds, at least one: of less nobody could tell that it is a wait.</summary>
    public static string RetryAfter(TimeSpan wait) => Of(Math.Max(1, Seconds(wait)));
}
