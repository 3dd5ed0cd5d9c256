namespace DevFlow;

/// <summary>A webhook delivery as it came in: raw bytes, nothing parsed, nothing trusted.</summary>
public sealed class WebhookRequest
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _headers;

    /// <summary>Creates a request.</summary>
    /// <param name="headers">Header values by name; the dictionary must compare names without regard to case.</param>
    /// <param name="body">The body exactly as received.</param>
    /// <param name="receivedAt">When the whole body had arrived (UTC).</param>
    public WebhookRequest(IReadOnlyDictionary<string, IReadOnlyList<string>> headers, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        ArgumentNullException.ThrowIfNull(headers);
        _headers = headers;
        Body = body;
        ReceivedAt = receivedAt;
    }

    /// <summary>
    /// The body exactly as received; signatures are computed over these bytes. Valid only during the call it was handed
    /// to: the memory is used again for the next delivery, so what is kept must be copied.
    /// </summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>When the whole body had arrived (UTC).</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The path and query it was sent to by POST, as it came in: some signatures are over them.</summary>
    public string Target { get; init; } = "/";

    /// <summary>Where the steps of the verification are written down; null, which costs nothing, where nobody asks for them.</summary>
    public ICollection<WebhookCheck>? Explanation { get; init; }

    /// <summary>Notes a step of the verification where somebody asks for them.</summary>
    /// <param name="what">What is looked at, as the thing that must hold; constant text, nothing of the delivery or the secret.</param>
    /// <param name="passed">Whether it holds.</param>
    /// <returns><paramref name="passed"/>.</returns>
    public bool Check(string what, bool passed)
    {
        Explanation?.Add(new WebhookCheck(what, passed));
        return passed;
    }

    /// <summary>Reads a header that may appear once.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The value; null where the header is missing or was sent more than once.</returns>
    public string? Header(string name) =>
        _headers.TryGetValue(name, out IReadOnlyList<string>? values) && values.Count == 1 ? values[0] : null;

    /// <summary>Tells whether a header is there, however often.</summary>
    /// <param name="name">The name, in any case.</param>
    public bool HasHeader(string name) => _headers.ContainsKey(name);
}
