using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Sandbox.Webhooks;

/// <summary>The platforms' published signatures over a body's raw bytes.</summary>
internal static class Signatures
{
    /// <summary>GitHub's <c>X-Hub-Signature-256</c> and Jira's <c>X-Hub-Signature</c>: <c>sha256=</c> and hex.</summary>
    public static string HubSha256(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, body));

    /// <summary>GitHub's old <c>X-Hub-Signature</c>, still sent beside the new one.</summary>
    public static string HubSha1(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> body) =>
#pragma warning disable CA5350 // It is what GitHub sends.
        "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(secret, body));
#pragma warning restore CA5350

    /// <summary>The key of a Standard Webhooks secret: base64 after <c>whsec_</c>.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    public static byte[] ReadStandardSecret(string secret) =>
        secret.StartsWith("whsec_", StringComparison.Ordinal)
            ? Convert.FromBase64String(secret["whsec_".Length..])
            : throw new FormatException("A Standard Webhooks secret begins with whsec_.");

    /// <summary>Standard Webhooks' <c>webhook-signature</c>: <c>v1,</c> and base64 over <c>id.timestamp.body</c>.</summary>
    /// <remarks>https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md</remarks>
    public static string Standard(ReadOnlySpan<byte> key, string id, DateTimeOffset sentAt, ReadOnlySpan<byte> body) =>
        "v1," + Convert.ToBase64String(Sign(key, $"{id}.{Seconds(sentAt)}.", body));

    /// <summary>Slack's <c>X-Slack-Signature</c>: <c>v0=</c> and hex over <c>v0:timestamp:body</c>.</summary>
    /// <remarks>https://docs.slack.dev/authentication/verifying-requests-from-slack</remarks>
    public static string SlackV0(ReadOnlySpan<byte> secret, DateTimeOffset sentAt, ReadOnlySpan<byte> body) =>
        "v0=" + Convert.ToHexStringLower(Sign(secret, $"v0:{Seconds(sentAt)}:", body));

    /// <summary>The time as the headers carry it.</summary>
    public static string Seconds(DateTimeOffset moment) => moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static byte[] Sign(ReadOnlySpan<byte> key, string prefix, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes(prefix));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
