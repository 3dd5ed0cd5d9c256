namespace DevFlow.Sandbox.Jira;

/// <summary>The kinds of logins, as the scenario and the list of credentials name them.</summary>
internal static class LoginKind
{
    /// <summary>Cloud, with the e-mail address, at the site and at the gateway.</summary>
    public const string ApiToken = "api-token";

    /// <summary>Cloud, with the e-mail address or alone, at the gateway only.</summary>
    public const string ScopedApiToken = "scoped-api-token";

    /// <summary>An access token of OAuth 2.0: on Cloud (3LO) at the gateway only.</summary>
    public const string OAuth = "oauth-token";

    /// <summary>An app's own access token, for development information.</summary>
    public const string App = "app-token";

    /// <summary>A client id and its secret.</summary>
    public const string Client = "oauth-client";

    /// <summary>Good for new access tokens only.</summary>
    public const string Refresh = "refresh-token";

    /// <summary>Data Center's personal access token.</summary>
    public const string PersonalToken = "personal-token";

    /// <summary>Data Center's user name and password.</summary>
    public const string Password = "password";

    public static bool IsOf(string kind, bool isCloud) => kind switch
    {
        ApiToken or ScopedApiToken or App => isCloud,
        PersonalToken or Password => !isCloud,
        OAuth or Client => true,
        _ => false,
    };
}
