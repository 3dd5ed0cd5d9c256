namespace DevFlow;

/// <summary>What a stored secret is, which decides how it may be used.</summary>
public enum CredentialKind
{
    /// <summary>A personal or fine-grained access token.</summary>
    Token = 1,

    /// <summary>A user name and a password or API token.</summary>
    Basic = 2,

    /// <summary>The shared secret of a webhook source.</summary>
    WebhookSecret = 3,
}
