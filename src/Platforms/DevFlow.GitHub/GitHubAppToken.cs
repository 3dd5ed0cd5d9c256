using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DevFlow.GitHub;

/// <summary>The JSON Web Token with which an App says who it is.</summary>
/// <remarks>https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app</remarks>
internal static class GitHubAppToken
{
    // {"alg":"RS256","typ":"JWT"}
    private const string Header = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9";

    // GitHub takes at most ten minutes, by its own clock: a minute of difference either way does no harm.
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Backdated = TimeSpan.FromMinutes(1);

    public static string Sign(string appId, SecretBuffer privateKey, string name, DateTimeOffset now)
    {
        string claims = $$"""{"iat":{{(now - Backdated).ToUnixTimeSeconds()}},"exp":{{(now + Life).ToUnixTimeSeconds()}},"iss":{{JsonSerializer.Serialize(appId)}}}""";
        string signed = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        using RSA key = RSA.Create();
        using SecretChars pem = privateKey.ToChars();
        try
        {
            key.ImportFromPem(pem.Chars);
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            // Its message may quote the text.
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"The credential '{name}' holds no RSA private key in PEM form.",
                "Store the whole .pem file that GitHub gave, from BEGIN to END.") { Target = name };
        }

        byte[] signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}
