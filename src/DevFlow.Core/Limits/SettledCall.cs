namespace DevFlow.Core.Limits;

/// <summary>What came of a call.</summary>
internal readonly ref struct SettledCall(CallOutcome outcome)
{
    public CallOutcome Outcome => outcome;

    public ReadOnlySpan<RateLimitReading> Readings { get; init; }

    public RateLimitRefusal? Refusal { get; init; }

    /// <summary>How long the refusal holds.</summary>
    public TimeSpan RefusedFor { get; init; }
}
