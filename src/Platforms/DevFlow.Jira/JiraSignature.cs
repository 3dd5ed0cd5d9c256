using System.Security.Cryptography;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>
/// Who sent a delivery. Webhooks of administrators, on Cloud and on Data Center, are signed over the body:
/// <c>X-Hub-Signature: sha256=&lt;hex HMAC-SHA256(secret, body)&gt;</c>. Those of apps carry a JWT, see <see cref="JiraJwt"/>. A delivery
/// with a signature is never taken by its JWT, so that a signature that fails cannot be got around.
/// </summary>
internal static class JiraSignature
{
    public const string Header = "X-Hub-Signature";

    private const string Prefix = "sha256=";

    // Nothing of the signature is bound to a time, but the body tells one. Cloud repeats a delivery for 75 minutes and more.
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(24);

    public static bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        if (!request.Check("there is a secret", !secret.IsEmpty))
        {
            return false;
        }

        if (!request.HasHeader(Header))
        {
            return JiraJwt.Verify(request, secret);
        }

        string? signature = request.Header(Header);
        if (!request.Check("X-Hub-Signature is there once", signature is not null))
        {
            return false;
        }

        // WebSub names the method, and Atlassian reserves to change it: no other is known to be good.
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, request.Body.Span, computed);
        return request.Check("X-Hub-Signature is sha256= and HMAC-SHA256 of the body with the secret", HexSignature.Matches(signature, Prefix, computed))
            && request.Check("the body's timestamp is at most 24 hours from now", IsRecent(request));
    }

    public static string Sign(ReadOnlySpan<byte> body, ReadOnlySpan<byte> secret)
    {
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, body, computed);
        return HexSignature.Of(Prefix, computed);
    }

    /// <summary>Reads <c>timestamp</c>, milliseconds since 1970; null where the body has none.</summary>
    public static DateTimeOffset? ReadTimestamp(ReadOnlySpan<byte> body)
    {
        try
        {
            Utf8JsonReader json = new(body);
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
                {
                    bool isTimestamp = json.ValueTextEquals("timestamp"u8);
                    json.Skip();
                    if (isTimestamp)
                    {
                        return json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long milliseconds) && milliseconds is > 0 and < 253_402_300_800_000
                            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                            : null;
                    }
                }
            }
        }
        catch (JsonException)
        {
            // Whoever reads the event says what is wrong with it.
        }

        return null;
    }

    private static bool IsRecent(WebhookRequest request) =>
        ReadTimestamp(request.Body.Span) is not DateTimeOffset sent || (request.ReceivedAt - sent).Duration() <= MaxAge;
}
