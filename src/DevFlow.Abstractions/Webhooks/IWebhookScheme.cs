namespace DevFlow;

/// <summary>How a platform signs its webhooks and what they mean.</summary>
public interface IWebhookScheme
{
    /// <summary>Checks the signature over the raw body, in constant time.</summary>
    /// <param name="request">The delivery.</param>
    /// <param name="secret">The shared secret as bytes; never empty.</param>
    /// <returns>True only if the delivery carries the platform's own, right signature.</returns>
    bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret);

    /// <summary>Tells a request by which the platform only tries the address from a delivery.</summary>
    /// <param name="request">A request for which <see cref="Verify"/> returned true.</param>
    /// <returns>The text that is the right answer, which may be empty; null for a delivery, and always where a platform sends nothing else.</returns>
    string? AnswerTest(WebhookRequest request) => null;

    /// <summary>Turns a verified delivery into an event.</summary>
    /// <param name="request">A delivery for which <see cref="Verify"/> returned true and which is no test.</param>
    /// <returns>The event without correlation and sequence, which the bus assigns.</returns>
    /// <exception cref="DevFlowException">The body or a header cannot be read; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    Event ToEvent(WebhookRequest request);
}
