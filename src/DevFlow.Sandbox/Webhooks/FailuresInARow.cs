namespace DevFlow.Sandbox.Webhooks;

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
