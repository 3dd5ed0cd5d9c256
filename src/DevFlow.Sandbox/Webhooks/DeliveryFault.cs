namespace DevFlow.Sandbox.Webhooks;

/// <summary>What goes wrong with a message on purpose.</summary>
internal enum DeliveryFault
{
    None,

    /// <summary>It is delivered twice.</summary>
    Duplicate,

    /// <summary>It is delivered after the one that follows.</summary>
    Reorder,
}
