namespace DevFlow.Core.Webhooks;

/// <summary>What a listener is and where its events go.</summary>
internal sealed class WebhookListenerOptions
{
    /// <summary>The name of the listener; events it brings carry it as their connection.</summary>
    public required string Name { get; init; }

    /// <summary>The id of the platform; the last segment of the path deliveries are sent to.</summary>
    public required string Platform { get; init; }

    /// <summary>The port on the loopback address; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>How the platform signs.</summary>
    public required IWebhookScheme Scheme { get; init; }

    /// <summary>The shared secret. The listener keeps a copy of its own; the caller may wipe this one afterwards.</summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>
    /// Makes an event durable and returns: true for a new one, false for one that is there already. A delivery is
    /// acknowledged as soon as this is done, so it must not wait for handlers.
    /// </summary>
    public required Func<Event, CancellationToken, ValueTask<bool>> Publish { get; init; }
}
