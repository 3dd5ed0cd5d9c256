namespace DevFlow;

/// <summary>What a message on a socket is.</summary>
public enum WebhookSocketMessageKind
{
    /// <summary>Nothing to act on.</summary>
    Other,

    /// <summary>The socket is ready.</summary>
    Ready,

    /// <summary>A delivery, to be acknowledged.</summary>
    Delivery,

    /// <summary>The platform will end the socket soon: another one is wanted before.</summary>
    Ending,

    /// <summary>The platform takes no socket of this app at present.</summary>
    Refused,
}
