using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>Jira's two OAuth servers: Atlassian's own for the Cloud, whose tokens the gateway takes, and that of each Data Center.</summary>
/// <remarks>
/// https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/ and
/// https://confluence.atlassian.com/adminjiraserver/jira-oauth-2-0-provider-api-1115659070.html
/// </remarks>
internal static class JiraOAuth
{
    private const string CloudPath = "/oauth/token";
    private const string ServerPath = "/rest/oauth2/latest/";
    private static readonly Uri CloudHost = new("https://auth.atlassian.com/");

    public static Uri CloudTokens { get; } = new(CloudHost, CloudPath);

    /// <summary>True where a token address is one of the Cloud, wherever it stands.</summary>
    public static bool IsCloud(Uri tokens) => tokens.AbsolutePath == CloudPath;

    public static Uri ServerTokens(Uri origin) => WebAddress.OnOrigin(origin, ServerPath + "token");

    public static OAuthServer Find(Uri apiUri)
    {
        if (JiraAddress.IsCloud(apiUri.IdnHost.ToLowerInvariant()))
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"{apiUri} takes no OAuth tokens: on the Cloud the gateway does.",
                $"Give https://{JiraAddress.GatewayHost}{JiraAddress.GatewayPath} and the site's cloud id, which {new Uri(apiUri, "/_edge/tenant_info")} shows.") { Target = apiUri.Authority };
        }

        return JiraAddress.IsGateway(apiUri) ? Cloud(apiUri) : Server(apiUri);
    }

    private static OAuthServer Cloud(Uri apiUri)
    {
        bool isAtlassian = JiraAddress.IsGatewayHost(apiUri);
        Uri host = isAtlassian ? CloudHost : WebAddress.OnOrigin(apiUri, "/");
        OAuthServer server = new()
        {
            TokenUri = new Uri(host, CloudPath),
            AuthorizationUri = new Uri(host, "authorize"),
            UsesPkce = false,
            NeedsClientSecret = true,
            Scopes = ["read:jira-work", "write:jira-work", "read:jira-user", "offline_access"],
            AuthorizationParameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["audience"] = JiraAddress.GatewayHost, ["prompt"] = "consent" },
        };
        return isAtlassian ? server : server with { Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [CredentialAttributes.TokenPath] = CloudPath } };
    }

    private static OAuthServer Server(Uri apiUri) => new()
    {
        TokenUri = new Uri(apiUri, ServerPath.TrimStart('/') + "token"),
        AuthorizationUri = new Uri(apiUri, ServerPath.TrimStart('/') + "authorize"),
        NeedsClientSecret = true,
        Scopes = ["WRITE"],
        Attributes = apiUri.AbsolutePath == "/"
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal) { [CredentialAttributes.TokenPath] = apiUri.AbsolutePath.TrimEnd('/') + ServerPath + "token" },
    };
}
