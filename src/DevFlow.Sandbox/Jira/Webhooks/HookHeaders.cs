using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.Jira;

/// <summary>The headers of one attempt.</summary>
internal static class HookHeaders
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(3);

    /// <param name="attempt">What is sent.</param>
    /// <param name="headers">Where to.</param>
    /// <param name="secret">The hook's secret, looked up for each attempt, because it can be changed.</param>
    /// <param name="clientId">The app of a dynamic hook, whose deliveries carry a token instead of a signature.</param>
    /// <param name="isCloud">Data Center promises no identifier.</param>
    public static void Write(HookAttempt attempt, HttpRequestHeaders headers, ReadOnlySpan<byte> secret, string? clientId, bool isCloud)
    {
        headers.TryAddWithoutValidation("User-Agent", "Atlassian-Webhooks/1.0");
        if (isCloud)
        {
            headers.TryAddWithoutValidation("X-Atlassian-Webhook-Identifier", attempt.Message.Id);
            headers.TryAddWithoutValidation("X-Atlassian-Webhook-Flow", "Primary");
            if (attempt.Retry > 0)
            {
                headers.TryAddWithoutValidation("X-Atlassian-Webhook-Retry", attempt.Retry.ToString(CultureInfo.InvariantCulture));
            }
        }

        if (clientId is not null)
        {
            headers.TryAddWithoutValidation("Authorization", $"Bearer {CreateToken(clientId, attempt.SentAt, secret)}");
        }
        else if (!secret.IsEmpty)
        {
            headers.TryAddWithoutValidation("X-Hub-Signature", Signatures.HubSha256(secret, attempt.Message.Body.Span));
        }
    }

    // HS256 with the app's client secret.
    private static string CreateToken(string clientId, DateTimeOffset now, ReadOnlySpan<byte> secret)
    {
        string claims = string.Create(
            CultureInfo.InvariantCulture, $$"""{"iss":"{{clientId}}","iat":{{now.ToUnixTimeSeconds()}},"exp":{{(now + TokenLife).ToUnixTimeSeconds()}}}""");
        string signed = $"{Encode("""{"typ":"JWT","alg":"HS256"}""")}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(signed)))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
