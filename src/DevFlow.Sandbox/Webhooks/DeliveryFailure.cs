namespace DevFlow.Sandbox.Webhooks;

/// <summary>Why a delivery failed.</summary>
internal enum DeliveryFailure
{
    None,

    /// <summary>The receiver answered with a status that is no success.</summary>
    Status,

    TimedOut,

    Unreachable,

    Tls,

    TooManyRedirects,
}
