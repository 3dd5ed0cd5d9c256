namespace DevFlow;

/// <summary>A running webhook listener, live: its figures change while it works.</summary>
public abstract class WebhookListener
{
    /// <summary>The name; unique in the session, compared without regard to case.</summary>
    public abstract string Name { get; }

    /// <summary>Whose deliveries it accepts: the ids of its sources' platforms, parted by commas.</summary>
    public string Platform => string.Join(", ", Sources.Select(static source => source.Platform).Distinct(StringComparer.Ordinal));

    /// <summary>The address to give to the platform, path included; that of the first source where there are several, null where it opens a socket itself.</summary>
    public virtual Uri? Uri => Sources[0].Uri;

    /// <summary>Where deliveries come from, at least one.</summary>
    public abstract IReadOnlyList<WebhookSource> Sources { get; }

    /// <summary>The address of <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>, which ends in a slash; null where it listens at no address.</summary>
    public abstract Uri? HealthUri { get; }

    /// <summary>True until it is stopped.</summary>
    public abstract bool IsListening { get; }

    /// <summary>Deliveries that were verified, written to the journal and answered with 200.</summary>
    public long Accepted => Sources.Sum(static source => source.Accepted);

    /// <summary>Repeated deliveries; answered with 200 and not handled again.</summary>
    public long Duplicates => Sources.Sum(static source => source.Duplicates);

    /// <summary>Requests refused: bad signature, wrong path, method or type, too large, unreadable.</summary>
    public abstract long Rejected { get; }

    /// <summary>When it began to listen (UTC).</summary>
    public abstract DateTimeOffset StartedAt { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
