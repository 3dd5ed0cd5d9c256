namespace DevFlow;

/// <summary>A message that came on a socket.</summary>
/// <param name="Kind">What it is.</param>
public sealed record WebhookSocketMessage(WebhookSocketMessageKind Kind)
{
    /// <summary>The delivery as it would have come by HTTP, so that both have the same event; set for <see cref="WebhookSocketMessageKind.Delivery"/>.</summary>
    public WebhookRequest? Delivery { get; init; }

    /// <summary>What is sent back once the event is on disk; empty where nothing is expected.</summary>
    public ReadOnlyMemory<byte> Acknowledgement { get; init; }

    /// <summary>Why, in the platform's words; null where there is nothing to say.</summary>
    public string? Reason { get; init; }
}
