using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>
/// The JSON Web Tokens of Jira's apps, HS256 with the app's secret: <c>Authorization: JWT ...</c> of Connect, whose claim <c>qsh</c> is
/// of the request it was made for, and <c>Authorization: Bearer ...</c> of OAuth's dynamic webhooks, which have none. Neither is over
/// the body (developer.atlassian.com, "Understanding JWT for Connect apps").
/// </summary>
internal static class JiraJwt
{
    private const string ConnectScheme = "JWT ";
    private const string BearerScheme = "Bearer ";
    private const int MaxLength = 8 * 1024;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    // For clocks that differ.
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    public static bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        string authorization = request.Header("Authorization") ?? "";
        bool isConnect = authorization.StartsWith(ConnectScheme, StringComparison.OrdinalIgnoreCase);
        if (!request.Check(
            "X-Hub-Signature, or Authorization with JWT or Bearer, is there, once",
            authorization.Length <= MaxLength && (isConnect || authorization.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase))))
        {
            return false;
        }

        // Decoders take padding and blanks, which no token has.
        string token = authorization[(isConnect ? ConnectScheme.Length : BearerScheme.Length)..];
        string[] parts = token.Split('.');
        return request.Check("the token has three parts in base64url", parts.Length == 3 && !token.AsSpan().ContainsAnyExcept(Characters))
            && request.Check("the token is signed with HMAC-SHA256 and the secret", IsSigned(parts, secret))
            && request.Check("the token names the algorithm HS256", Parse(parts[0]) is JsonElement header && Payload.Text(header, "alg") == "HS256")
            && Parse(parts[1]) is var claims
            && request.Check("the token is valid now: exp, nbf, iat", claims is JsonElement times && IsCurrent(times, request.ReceivedAt))
            && request.Check("the token's qsh is that of this request", claims is JsonElement own && IsOfThisRequest(own, request.Target, isConnect));
    }

    private static bool IsSigned(string[] parts, ReadOnlySpan<byte> secret)
    {
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"), computed);
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Base64Url.DecodeFromChars(parts[2], claimed, out _, out int length) == OperationStatus.Done
            && length == claimed.Length
            && CryptographicOperations.FixedTimeEquals(computed, claimed);
    }

    // Signed by then, so by Atlassian; what it holds may still be anything.
    private static JsonElement? Parse(string part)
    {
        try
        {
            JsonElement json = JsonElement.Parse(Base64Url.DecodeFromChars(part));
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException)
        {
            return null;
        }
    }

    private static bool IsCurrent(JsonElement claims, DateTimeOffset now) =>
        Payload.Time(claims, "exp") is DateTimeOffset end && now < end + Leeway
        && !(Payload.Time(claims, "nbf") > now + Leeway)
        && !(Payload.Time(claims, "iat") > now + Leeway);

    private static bool IsOfThisRequest(JsonElement claims, string target, bool isConnect) =>
        Payload.Text(claims, "qsh") is string hash
            ? CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash), Encoding.UTF8.GetBytes(QueryStringHash.Of("POST", target)))
            : !isConnect && !claims.TryGetProperty("qsh", out _);
}
