namespace DevFlow;

/// <summary>A delivery that was looked for at the platform after a time in which none could come in.</summary>
public sealed record WebhookRecovery
{
    /// <summary>The webhook.</summary>
    public required WebhookRegistration Webhook { get; init; }

    /// <summary>The event as the platform names it.</summary>
    public required string Event { get; init; }

    /// <summary>What became of it.</summary>
    public required WebhookRecoveryOutcome Outcome { get; init; }

    /// <summary>When the platform last tried to deliver it (UTC).</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>How that ended, in the platform's words.</summary>
    public required string Status { get; init; }

    /// <summary>The id of the event; a later delivery of the same is a duplicate.</summary>
    public required string EventId { get; init; }

    /// <summary>The topic of the event; null where it was not read.</summary>
    public string? Topic { get; init; }
}
