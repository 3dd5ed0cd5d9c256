namespace DevFlow;

/// <summary>How a platform signs its webhooks and what they mean.</summary>
public interface IWebhookScheme
{
    /// <summary>Checks the signature over the raw body, in constant time.</summary>
    /// <param name="request">The delivery.</param>
    /// <param name="secret">The shared secret as bytes; never empty.</param>
    /// <returns>True only if the delivery carries the platform's own, right signature.</returns>
    bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret);

    /// <summary>Turns a verified delivery into an event.</summary>
    /// <param name="request">A delivery for which <see cref="Verify"/> returned true.</param>
    /// <returns>The event without correlation and sequence, which the bus assigns.</returns>
    /// <exception cref="DevFlowException">The body or a header cannot be read; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    Event ToEvent(WebhookRequest request);
}
