namespace DevFlow;

/// <summary>How a platform signs its webhooks and what they mean.</summary>
public interface IWebhookScheme
{
    /// <summary>Checks the signature over the raw body, in constant time. Each thing it looks at goes through <see cref="WebhookRequest.Check"/>, which lets a person see the verdict step by step.</summary>
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

    /// <summary>Patterns of the topics its events have, for completion: not all there are, and empty where none is known beforehand.</summary>
    IReadOnlyList<string> Topics => [];

    /// <summary>A small delivery as the platform sends them, to try a listener with; null where the scheme cannot sign.</summary>
    WebhookSample? Sample => null;

    /// <summary>The headers with which the platform would send a body, signature included.</summary>
    /// <param name="sample">What is sent.</param>
    /// <param name="sentAt">When (UTC); part of some signatures.</param>
    /// <param name="secret">The shared secret as bytes; never empty.</param>
    /// <returns>Header values by name.</returns>
    /// <exception cref="NotSupportedException">The scheme only verifies, as its <see cref="Sample"/> says.</exception>
    IReadOnlyDictionary<string, string> Sign(WebhookSample sample, DateTimeOffset sentAt, ReadOnlySpan<byte> secret) => throw new NotSupportedException();
}
