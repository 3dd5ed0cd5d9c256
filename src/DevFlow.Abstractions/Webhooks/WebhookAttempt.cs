namespace DevFlow;

/// <summary>One try of a platform to deliver a webhook, as its log tells it.</summary>
public sealed record WebhookAttempt
{
    /// <summary>The platform's id of the try.</summary>
    public required string Id { get; init; }

    /// <summary>What all tries of one delivery share: the id of the event they become.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The event as the platform names it, such as <c>issues</c>.</summary>
    public required string Event { get; init; }

    /// <summary>When it was sent (UTC).</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>True where the platform takes it for delivered.</summary>
    public bool Succeeded { get; init; }

    /// <summary>How it ended, in the platform's words.</summary>
    public string Status { get; init; } = "";

    /// <summary>What was sent, where the log tells it with the list; null where it has to be asked for.</summary>
    public WebhookRequest? Delivery { get; init; }
}
