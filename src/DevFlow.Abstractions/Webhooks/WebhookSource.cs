namespace DevFlow;

/// <summary>Where deliveries come from: a path of a listener, or what is read without one. Live: its figures change while it works.</summary>
public abstract class WebhookSource
{
    /// <summary>The name; the events it brings carry it as their connection.</summary>
    public abstract string Name { get; }

    /// <summary>The id of the scheme: a platform's, or <c>standard</c>.</summary>
    public abstract string Platform { get; }

    /// <summary>The address to give to the platform; null where nobody sends to it.</summary>
    public abstract Uri? Uri { get; }

    /// <summary>Deliveries that were verified, written to the journal and acknowledged.</summary>
    public abstract long Accepted { get; }

    /// <summary>Repeated deliveries; acknowledged and not handled again.</summary>
    public abstract long Duplicates { get; }

    /// <summary>Requests that were refused.</summary>
    public abstract long Rejected { get; }

    /// <summary>Verified deliveries that could not be stored.</summary>
    public abstract long NotStored { get; }

    /// <summary>Deliveries signed with the previous secret: senders that are still to be changed over.</summary>
    public abstract long WithPreviousSecret { get; }

    /// <summary>When the last delivery was acknowledged (UTC); null where none was.</summary>
    public abstract DateTimeOffset? LastAt { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
