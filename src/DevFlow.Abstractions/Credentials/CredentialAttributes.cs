namespace DevFlow;

/// <summary>The names of <see cref="Credential.Attributes"/> that DevFlow's own platforms read.</summary>
public static class CredentialAttributes
{
    /// <summary>The OAuth client the tokens were given to.</summary>
    public const string ClientId = "clientId";

    /// <summary>The path of the OAuth token endpoint on the credential's origin, where it is not the platform's usual one.</summary>
    public const string TokenPath = "tokenPath";

    /// <summary>The id or client id of the app whose private key it is.</summary>
    public const string AppId = "appId";

    /// <summary>The installation of the app that tokens are made for.</summary>
    public const string InstallationId = "installationId";

    /// <summary>The id or path of the project a token belongs to, where it does not belong to a person.</summary>
    public const string Project = "project";

    /// <summary>The id or path of the group a token belongs to, where it does not belong to a person.</summary>
    public const string Group = "group";
}
