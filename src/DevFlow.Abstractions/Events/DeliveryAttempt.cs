namespace DevFlow;

/// <summary>One failed attempt in the log of a dead letter.</summary>
/// <param name="Number">1 for the first attempt.</param>
/// <param name="EndedAt">When it failed (UTC).</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Error">Why, redacted.</param>
public sealed record DeliveryAttempt(int Number, DateTimeOffset EndedAt, TimeSpan Duration, string Error)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Number}: {Error}";
}
