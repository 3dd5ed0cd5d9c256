namespace DevFlow.Core.Credentials;

/// <summary>
/// What a stored secret is made of. An OAuth set is stored in three parts; of every other kind the secret is the one that is
/// sent, and the other two are empty.
/// </summary>
internal sealed class TokenSet(SecretBuffer secret, SecretBuffer? refreshToken = null, SecretBuffer? clientSecret = null) : IDisposable
{
    private const int Parts = 3;

    /// <summary>What is sent: the access token, the token, the password, the current secret of a webhook.</summary>
    public SecretBuffer Secret { get; } = secret;

    public SecretBuffer RefreshToken { get; } = refreshToken ?? new SecretBuffer(0);

    public SecretBuffer ClientSecret { get; } = clientSecret ?? new SecretBuffer(0);

    /// <summary>Takes a stored secret apart.</summary>
    public static TokenSet Open(CredentialKind kind, SecretBuffer stored)
    {
        switch (kind)
        {
            case CredentialKind.OAuth:
                SecretBuffer[] parts = SecretParts.Split(stored.Bytes, Parts);
                return new TokenSet(parts[0], parts[1], parts[2]);
            case CredentialKind.WebhookSecret:
                using (WebhookSecretPair pair = WebhookSecretPair.Open(stored))
                {
                    return new TokenSet(new SecretBuffer(pair.Current.Bytes));
                }

            default:
                return new TokenSet(new SecretBuffer(stored.Bytes));
        }
    }

    /// <summary>The form in which a set of this kind is stored; the caller disposes it.</summary>
    public SecretBuffer Pack(CredentialKind kind)
    {
        switch (kind)
        {
            case CredentialKind.OAuth:
                return SecretParts.Join(Secret, RefreshToken, ClientSecret);
            case CredentialKind.WebhookSecret:
                using (WebhookSecretPair pair = new(new SecretBuffer(Secret.Bytes)))
                {
                    return pair.Pack();
                }

            default:
                return new SecretBuffer(Secret.Bytes);
        }
    }

    public void Dispose()
    {
        Secret.Dispose();
        RefreshToken.Dispose();
        ClientSecret.Dispose();
    }
}
