using System.Globalization;

namespace DevFlow;

/// <summary>Whether and when a rate-limit bucket will be empty, told from how it has been used so far.</summary>
public sealed record RateLimitForecast
{
    /// <summary>The name of the connection.</summary>
    public string Connection { get; init; } = "";

    /// <summary>The bucket, as in <see cref="RateLimit.Bucket"/>.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>The moment it was made (UTC).</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Units a minute that are expected for the next minute, a plan's included.</summary>
    public required double RatePerMinute { get; init; }

    /// <summary>Units a minute that would use up what is left exactly when the window ends; of a limit without windows, those that come back.</summary>
    public required double SafeRatePerMinute { get; init; }

    /// <summary>
    /// Units that will have been asked for in this window by its end, or in a whole one from now on; above the limit where they will not all be
    /// granted.
    /// </summary>
    public required double ProjectedUsed { get; init; }

    /// <summary>Whether to expect the bucket to be empty before its window ends: from a chance of 0.42 on.</summary>
    public required bool WillExhaust { get; init; }

    /// <summary>The chance, from 0 to 1, that the bucket will be empty before its window ends.</summary>
    public required double ExhaustionChance { get; init; }

    /// <summary>The chance, from 0 to 1, that it comes as foretold: that it will be empty, or that it will not.</summary>
    public double Confidence => WillExhaust ? ExhaustionChance : 1 - ExhaustionChance;

    /// <summary>When the bucket is expected to be empty (UTC); null where that is not expected in this window.</summary>
    public DateTimeOffset? ExhaustsAt { get; init; }

    /// <summary>The moment before which it is empty with a chance of one in ten (UTC); null where that is less likely in this window.</summary>
    public DateTimeOffset? ExhaustsEarliest { get; init; }

    /// <summary>The moment before which it is empty with a chance of nine in ten (UTC); null where that is less likely in this window.</summary>
    public DateTimeOffset? ExhaustsLatest { get; init; }

    /// <summary>The model that foretold the last half hour best, such as <c>trend-900</c>; the number in its name is a time in seconds.</summary>
    public required string Model { get; init; }

    /// <summary>By what factor, less one, that model was typically wrong about five minutes of use; null where the history is too short to tell.</summary>
    public double? TypicalError { get; init; }

    /// <summary>The plan that was asked about; null where none was.</summary>
    public RateLimitPlan? Plan { get; init; }

    /// <summary>When the plan's last call can be made, waiting for new windows where it must (UTC); null without a plan, and where the other use leaves it no room.</summary>
    public DateTimeOffset? PlanEndsAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(WillExhaust ? $"empty at {ExhaustsAt:u}" : "lasts")} ({Confidence:0 %})");
}
