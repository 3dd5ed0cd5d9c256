using System.Security.Cryptography;
using System.Text;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>
/// Who sent a delivery. A secret that begins with <c>whsec_</c> is a signing token: the delivery must be signed as
/// <see cref="StandardSignature"/> says. Any other is a secret token, sent in clear as <c>X-Gitlab-Token</c>. Neither is ever taken
/// in place of the other, so that a signature that fails cannot be got around.
/// </summary>
internal static class GitLabSignature
{
    private const string TokenHeader = "X-Gitlab-Token";

    public static bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret) =>
        request.Check("there is a secret", !secret.IsEmpty)
        && (IsSigningToken(secret) ? StandardSignature.Verify(request, secret) : VerifyToken(request, secret));

    public static Dictionary<string, string> Sign(WebhookSample sample, DateTimeOffset sentAt, ReadOnlySpan<byte> secret) =>
        IsSigningToken(secret)
            ? StandardSignature.Sign(sample, sentAt, secret)
            : new(StringComparer.OrdinalIgnoreCase) { [TokenHeader] = Encoding.UTF8.GetString(secret) };

    private static bool IsSigningToken(ReadOnlySpan<byte> secret) => secret.StartsWith(StandardSignature.SecretPrefix);

    private static bool VerifyToken(WebhookRequest request, ReadOnlySpan<byte> secret)
    {
        // A delivery that is signed must be verified by its signature, and this secret cannot.
        if (!request.Check("it carries no webhook-signature, which this secret, a secret token, cannot verify", !request.HasHeader("webhook-signature"))
            || request.Header(TokenHeader) is var token && !request.Check("X-Gitlab-Token is there, once", token is not null))
        {
            return false;
        }

        // Hashed, so that the time tells nothing about the length either.
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token!), claimed);
        SHA256.HashData(secret, expected);
        return request.Check("X-Gitlab-Token is the secret token", CryptographicOperations.FixedTimeEquals(claimed, expected));
    }
}
