namespace DevFlow;

/// <summary>A running webhook listener, live: its figures change while it works.</summary>
public abstract class WebhookListener
{
    /// <summary>The name; unique in the session, compared without regard to case.</summary>
    public abstract string Name { get; }

    /// <summary>The id of the platform whose deliveries it accepts.</summary>
    public abstract string Platform { get; }

    /// <summary>The address to give to the platform, path included.</summary>
    public abstract Uri Uri { get; }

    /// <summary>True until it is stopped.</summary>
    public abstract bool IsListening { get; }

    /// <summary>Deliveries that were verified, written to the journal and answered with 200.</summary>
    public abstract long Accepted { get; }

    /// <summary>Repeated deliveries; answered with 200 and not handled again.</summary>
    public abstract long Duplicates { get; }

    /// <summary>Requests refused: bad signature, wrong method or type, too large, unreadable.</summary>
    public abstract long Rejected { get; }

    /// <summary>When it began to listen (UTC).</summary>
    public abstract DateTimeOffset StartedAt { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
