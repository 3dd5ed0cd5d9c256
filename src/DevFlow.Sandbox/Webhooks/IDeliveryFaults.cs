namespace DevFlow.Sandbox.Webhooks;

/// <summary>Says what goes wrong with webhook deliveries.</summary>
internal interface IDeliveryFaults
{
    /// <summary>Asked once for each message and hook; thread-safe.</summary>
    DeliveryFault Next(string eventName);
}
