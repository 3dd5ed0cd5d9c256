namespace DevFlow.Sandbox.Webhooks;

/// <summary>When a platform switches a failing hook off.</summary>
internal abstract record DisableRule
{
    /// <summary>Decides after a failure.</summary>
    /// <returns>How long the hook is off; null to leave it on, <see cref="TimeSpan.MaxValue"/> until somebody switches it on.</returns>
    public abstract TimeSpan? Judge(in DeliveryTally tally);
}
