namespace DevFlow;

/// <summary>What a stored secret is, which decides how it may be used and renewed. Stored as a number: never renumber.</summary>
public enum CredentialKind
{
    /// <summary>A personal, fine-grained, project or group access token.</summary>
    Token = 1,

    /// <summary>A user name and a password or API token.</summary>
    Basic = 2,

    /// <summary>The shared secret of a webhook source; while it is being replaced also the one before.</summary>
    WebhookSecret = 3,

    /// <summary>A key that a service gave to a program, sent as a token.</summary>
    ApiKey = 4,

    /// <summary>An OAuth access token with the refresh token that renews it.</summary>
    OAuth = 5,

    /// <summary>The private key of an app, which signs for short-lived tokens (GitHub App).</summary>
    AppKey = 6,

    /// <summary>Any other secret: kept, never sent by DevFlow.</summary>
    Generic = 7,
}
