using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Platforms.Tests.GitHub;

/// <summary>Makes deliveries as GitHub sends them.</summary>
internal static class GitHubDelivery
{
    public const string Id = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
    public static readonly byte[] Secret = "It's a Secret to Everybody"u8.ToArray();
    public static readonly DateTimeOffset ReceivedAt = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static string Sign(ReadOnlySpan<byte> body, ReadOnlySpan<byte> secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, body));

    public static WebhookRequest Signed(string body, string name = "issues", string? contentType = "application/json")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        return With(bytes, ("X-Hub-Signature-256", Sign(bytes, Secret)), ("X-GitHub-Event", name), ("X-GitHub-Delivery", Id), ("Content-Type", contentType));
    }

    public static WebhookRequest With(ReadOnlyMemory<byte> body, params (string Name, string? Value)[] headers)
    {
        Dictionary<string, IReadOnlyList<string>> byName = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string? value) in headers)
        {
            if (value is not null)
            {
                byName[name] = byName.TryGetValue(name, out IReadOnlyList<string>? values) ? [.. values, value] : [value];
            }
        }

        return new WebhookRequest(byName, body, ReceivedAt);
    }
}
