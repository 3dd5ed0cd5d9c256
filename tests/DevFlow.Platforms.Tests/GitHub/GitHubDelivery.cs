using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Platforms.Tests.GitHub;

/// <summary>Makes deliveries as GitHub sends them.</summary>
internal static class GitHubDelivery
{
    public const string Id = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
    public static readonly byte[] Secret = "It's a Secret to Everybody"u8.ToArray();

    public static string Sign(ReadOnlySpan<byte> body, ReadOnlySpan<byte> secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, body));

    public static WebhookRequest Signed(string body, string name = "issues", string? contentType = "application/json")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        return TestDelivery.With(bytes, ("X-Hub-Signature-256", Sign(bytes, Secret)), ("X-GitHub-Event", name), ("X-GitHub-Delivery", Id), ("Content-Type", contentType));
    }
}
