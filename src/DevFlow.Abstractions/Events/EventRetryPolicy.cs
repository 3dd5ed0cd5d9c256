namespace DevFlow;

/// <summary>How often and when a failed event is tried again; after the last attempt it becomes a dead letter.</summary>
public sealed record EventRetryPolicy
{
    /// <summary>One attempt and no more.</summary>
    public static readonly EventRetryPolicy None = new() { MaxAttempts = 1 };

    /// <summary>Attempts in all; 5 by default.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How long to wait after the first failure; 1 s by default. A quarter is added or taken away by chance.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>By how much the wait grows with each failure; 2 by default.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest wait; 5 minutes by default.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(5);
}
