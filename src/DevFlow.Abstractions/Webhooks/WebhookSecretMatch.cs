namespace DevFlow;

/// <summary>Which secret of a source a delivery is signed with.</summary>
public enum WebhookSecretMatch
{
    /// <summary>None that is accepted.</summary>
    None = 0,

    /// <summary>The current one.</summary>
    Current,

    /// <summary>The one before, which is accepted while senders are being changed over.</summary>
    Previous,
}
