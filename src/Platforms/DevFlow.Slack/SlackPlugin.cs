using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>Slack: the Web API of a workspace, with a token of its bot, a user or the app, and its incoming webhooks.</summary>
public sealed class SlackPlugin : IPlatformPlugin
{
    private const string ApiPath = "/api/";

    private readonly TimeProvider _time;

    /// <summary>Creates the plugin.</summary>
    public SlackPlugin()
        : this(TimeProvider.System)
    {
    }

    internal SlackPlugin(TimeProvider time)
    {
        _time = time;
        Refresher = new SlackRefresher(GetApiUri);
    }

    /// <inheritdoc/>
    public IPlatformAuthentication Authentication { get; } = new SlackAuthentication();

    /// <inheritdoc/>
    public ICredentialRefresher Refresher { get; }

    /// <inheritdoc/>
    public IPlatformList<ChatChannel> Channels { get; } = new SlackChannels();

    /// <inheritdoc/>
    public IRateLimitDialect Limits { get; } = new SlackLimits();

    /// <inheritdoc/>
    public IWebhookScheme Webhooks { get; } = new SlackWebhooks();

    /// <inheritdoc/>
    public IWebhookSocket WebhookSocket { get; } = new SlackSocket();

    /// <inheritdoc/>
    public CorrelationMap Correlation => SlackCorrelation.Map;

    /// <inheritdoc/>
    public Uri? DefaultBaseUri { get; } = new("https://slack.com/");

    /// <inheritdoc/>
    /// <remarks>The token tells the workspace: one address serves all of them, and a workspace's own leads to it.</remarks>
    public Uri GetApiUri(Uri baseUri)
    {
        WebAddress.Require(baseUri, "Slack", "https://slack.com/ or https://acme.slack.com/");
        if (SlackHook.Is(baseUri))
        {
            return SlackHook.GetApiUri(baseUri);
        }

        string host = baseUri.IdnHost.ToLowerInvariant();
        foreach (string service in (ReadOnlySpan<string>)["slack.com", "slack-gov.com"])
        {
            if (host == service || host.EndsWith("." + service, StringComparison.Ordinal))
            {
                return new Uri($"https://{service}{ApiPath}");
            }
        }

        return WebAddress.OnOrigin(baseUri, ApiPath);
    }

    /// <inheritdoc/>
    /// <remarks>To a machine of its own a person can bring only their own token; a bot's comes from the app's page.</remarks>
    public OAuthServer? GetOAuthServer(Uri baseUri)
    {
        Uri api = GetApiUri(baseUri);
        return new OAuthServer
        {
            TokenUri = new Uri(api, "oauth.v2.access"),
            AuthorizationUri = WebAddress.OnOrigin(api, "/oauth/v2/authorize"),
            Scopes = ["channels:read", "channels:history", "users:read"],
            ScopeParameter = "user_scope",
            ScopeSeparator = ",",
            TokensIn = "authed_user",
        };
    }

    /// <inheritdoc/>
    public IPlatformApi OpenApi(Uri apiUri, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(apiUri);
        ArgumentNullException.ThrowIfNull(handler);
        return new SlackApi(apiUri, handler, _time);
    }
}
