namespace DevFlow;

/// <summary>What became of a delivery that was looked for at the platform.</summary>
public enum WebhookRecoveryOutcome
{
    /// <summary>It was missed, and is now on disk and on its way to the handlers.</summary>
    Recovered,

    /// <summary>It had come in after all; it is not handled again.</summary>
    Known,

    /// <summary>The platform was asked to send it once more; it comes to the listener.</summary>
    Redelivered,

    /// <summary>A rule or middleware of the bus does not let it in.</summary>
    Refused,
}
