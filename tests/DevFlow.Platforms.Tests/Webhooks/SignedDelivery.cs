namespace DevFlow.Platforms.Tests.Webhooks;

/// <summary>A delivery as it would be sent.</summary>
internal sealed record SignedDelivery(string Source, Dictionary<string, string> Headers, byte[] Body)
{
    private static readonly string[] Signatures = ["X-Hub-Signature-256", "X-Hub-Signature", "X-Slack-Signature", "X-Gitlab-Token", "webhook-signature"];

    /// <summary>The header that proves who sent it.</summary>
    public string SignatureHeader => Signatures.First(Headers.ContainsKey);

    public string Signature => Headers[SignatureHeader];

    public SignedDelivery With(string header, string? value)
    {
        Dictionary<string, string> headers = new(Headers, StringComparer.OrdinalIgnoreCase);
        headers.Remove(header);
        if (value is not null)
        {
            headers[header] = value;
        }

        return this with { Headers = headers };
    }

    public SignedDelivery WithSignature(string? value) => With(SignatureHeader, value);
}
