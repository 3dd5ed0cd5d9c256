using DevFlow.Core.Connections;

namespace DevFlow.Core.Webhooks;

/// <summary>What a socket listener reads from and where its deliveries go.</summary>
internal sealed class SocketListenerOptions
{
    public required string Name { get; init; }

    /// <summary>Opens sockets; disposed with the listener.</summary>
    public required PlatformSession Session { get; init; }

    public required int Sockets { get; init; }

    public required IWebhookInbox Inbox { get; init; }

    /// <summary>Hears of each delivery.</summary>
    public Action<WebhookDelivery>? Log { get; init; }

    public SocketTiming Timing { get; init; } = new();
}
