namespace DevFlow;

/// <summary>A line of the delivery log: what came to a listener, or was fetched for it afterwards, and what became of it. It holds neither body nor signature; of an accepted delivery those of interest are in its event.</summary>
public sealed record WebhookDelivery
{
    /// <summary>Its place in the log.</summary>
    public long Sequence { get; init; }

    /// <summary>When it had arrived, or was fetched (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The listener's name; empty where it was fetched from the platform's log.</summary>
    public required string Listener { get; init; }

    /// <summary>The source's name, or that of the connection it was fetched through; empty where the request was for none.</summary>
    public required string Source { get; init; }

    /// <summary>What became of it.</summary>
    public required WebhookOutcome Outcome { get; init; }

    /// <summary>The HTTP status it was answered with; 0 where it did not come by HTTP.</summary>
    public int Status { get; init; }

    /// <summary>Why it was refused, in DevFlow's words; null where it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>The address of the sender; as a trusted proxy tells it where there is one.</summary>
    public string? Client { get; init; }

    /// <summary>The size of the body in bytes, as far as it was read.</summary>
    public long Bytes { get; init; }

    /// <summary>From the arrival of the whole body to the answer.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Which secret it was signed with.</summary>
    public WebhookSecretMatch Match { get; init; }

    /// <summary>The topic of its event; null where there is none.</summary>
    public string? Topic { get; init; }

    /// <summary>The id of its event; null where there is none.</summary>
    public string? EventId { get; init; }

    /// <summary>The sequence of its event in the journal; 0 where there is none.</summary>
    public long EventSequence { get; init; }
}
