namespace DevFlow.Sandbox.Webhooks;

/// <summary>Off for good when more than a share of the deliveries in a window failed.</summary>
internal sealed record FailureShare(double Share, TimeSpan Window, int Minimum) : DisableRule
{
    public override TimeSpan? Judge(in DeliveryTally tally) =>
        tally.Total >= Minimum && tally.Failed > tally.Total * Share ? TimeSpan.MaxValue : null;
}
