using System.Net;

namespace DevFlow.Core.Webhooks;

/// <summary>What a listener is. It owns its sources and its certificate.</summary>
internal sealed record WebhookListenerOptions
{
    /// <summary>The name of the listener.</summary>
    public required string Name { get; init; }

    /// <summary>Where it listens; the loopback address unless asked otherwise.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>A port of its own, on the loopback address, for health and figures; 0 takes a free one, null shares the other.</summary>
    public int? HealthPort { get; init; }

    /// <summary>The certificate; null for plain HTTP.</summary>
    public ListenerCertificate? Certificate { get; init; }

    /// <summary>Plain HTTP on another address than loopback: a proxy in front brings TLS.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>Whose <c>X-Forwarded-For</c> is believed.</summary>
    public required NetworkList Proxies { get; init; }

    /// <summary>Where deliveries come from.</summary>
    public required IReadOnlyList<HttpSource> Sources { get; init; }

    /// <summary>Takes what is verified.</summary>
    public required IWebhookInbox Inbox { get; init; }

    /// <summary>Hears of each request to a source, and of what was turned away; must be quick.</summary>
    public Action<WebhookDelivery>? Log { get; init; }

    /// <summary>The bus's figures for <c>/metrics</c>; null where there is none.</summary>
    public Func<CancellationToken, Task<EventStatistics>>? Bus { get; init; }
}
