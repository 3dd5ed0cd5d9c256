using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Checks the JWT with which an App says who it is.</summary>
/// <remarks>https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app</remarks>
internal static class AppJwt
{
    private const string Undecodable = "A JSON web token could not be decoded";

    // Octokit's App authentication recognises clock skew by these two texts and signs again with the server's time.
    private const string BadExpiry =
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";

    private const string BadIssue = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";

    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10);

    /// <summary>True where a token has the form of a JWT, whatever is in it.</summary>
    public static bool LooksLike(ReadOnlySpan<char> token) => token.StartsWith("eyJ") && token.Count('.') == 2;

    /// <param name="token">The token.</param>
    /// <param name="find">Finds an App by its id or client id.</param>
    /// <param name="now">The time.</param>
    /// <param name="problem">Why it is refused, in GitHub's words.</param>
    /// <returns>The App; null where the token is refused.</returns>
    public static GitHubApp? Verify(string token, Func<string, GitHubApp?> find, DateTimeOffset now, out string problem)
    {
        problem = Undecodable;
        string[] parts = token.Split('.');
        if (!TryDecode(parts[0], out JsonElement header) || !TryDecode(parts[1], out JsonElement claims) || !IsRs256(header))
        {
            return null;
        }

        if (!claims.TryGetProperty("iss", out JsonElement issuer))
        {
            problem = "Missing 'issuer' claim ('iss') in assertion";
            return null;
        }

        if (find(issuer.ToString()) is not { } app)
        {
            problem = "Integration not found";
            return null;
        }

        if (!IsSigned(token, parts[2]))
        {
            return null;
        }

        problem = FindTimeProblem(claims, now) ?? "";
        return problem.Length == 0 ? app : null;
    }

    private static string? FindTimeProblem(JsonElement claims, DateTimeOffset now)
    {
        long seconds = now.ToUnixTimeSeconds();
        if (!TryReadTime(claims, "iat", out long issuedAt) || issuedAt > seconds)
        {
            return BadIssue;
        }

        if (!TryReadTime(claims, "exp", out long expiresAt) || expiresAt <= seconds)
        {
            return BadExpiry;
        }

        return expiresAt > seconds + (long)LongestLife.TotalSeconds ? "'Expiration time' claim ('exp') is too far in the future" : null;
    }

    private static bool IsRs256(JsonElement header) => header.TryGetProperty("alg", out JsonElement algorithm) && algorithm.ValueEquals("RS256"u8);

    private static bool IsSigned(string token, string signature)
    {
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(signature.Length)];
        return Base64Url.TryDecodeFromChars(signature, bytes, out int length)
            && AppKey.Verify(Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), bytes.AsSpan(0, length));
    }

    private static bool TryDecode(string part, out JsonElement json)
    {
        json = default;
        try
        {
            json = JsonElement.Parse(Base64Url.DecodeFromChars(part));
            return json.ValueKind == JsonValueKind.Object;
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            return false;
        }
    }

    private static bool TryReadTime(JsonElement claims, string name, out long seconds)
    {
        seconds = 0;
        return claims.TryGetProperty(name, out JsonElement claim)
            && claim.ValueKind == JsonValueKind.Number
            && long.TryParse(claim.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }
}
