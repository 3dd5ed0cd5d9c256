namespace DevFlow.Sandbox.Webhooks;

/// <summary>When a platform switches a failing hook off.</summary>
internal abstract record DisableRule
{
    /// <summary>Decides after a failure.</summary>
    /// <returns>How long the hook is off; null to leave it on, <see cref="TimeSpan.MaxValue"/> until somebody switches it on.</returns>
    public abstract TimeSpan? Judge(in DeliveryTally tally);
}

/// <summary>Off for a time that doubles with every further failure, in the end for good.</summary>
internal sealed record FailuresInARow(int Limit, TimeSpan First, TimeSpan Longest, int Permanent) : DisableRule
{
    public override TimeSpan? Judge(in DeliveryTally tally)
    {
        if (tally.InARow < Limit)
        {
            return null;
        }

        if (tally.InARow >= Permanent)
        {
            return TimeSpan.MaxValue;
        }

        double minutes = First.TotalMinutes * Math.Pow(2, tally.InARow - Limit);
        return minutes < Longest.TotalMinutes ? TimeSpan.FromMinutes(minutes) : Longest;
    }
}

/// <summary>Off for good when more than a share of the deliveries in a window failed.</summary>
internal sealed record FailureShare(double Share, TimeSpan Window, int Minimum) : DisableRule
{
    public override TimeSpan? Judge(in DeliveryTally tally) =>
        tally.Total >= Minimum && tally.Failed > tally.Total * Share ? TimeSpan.MaxValue : null;
}
