namespace DevFlow.Core.Webhooks;

/// <summary>Which lines of the delivery log are wanted; what is null does not matter.</summary>
internal sealed record WebhookLogQuery
{
    public string? Source { get; init; }

    public string? Listener { get; init; }

    public WebhookOutcome? Outcome { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? EventId { get; init; }

    /// <summary>Only what comes after this line.</summary>
    public long AfterSequence { get; init; }

    /// <summary>The newest so many; they come oldest first all the same.</summary>
    public int? Newest { get; init; }
}
