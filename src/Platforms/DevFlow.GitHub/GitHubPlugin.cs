using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>GitHub.com, GitHub Enterprise Cloud with data residency (ghe.com) and GitHub Enterprise Server.</summary>
public sealed class GitHubPlugin : IPlatformPlugin
{
    private readonly TimeProvider _time;

    /// <summary>Creates the plugin.</summary>
    public GitHubPlugin()
        : this(TimeProvider.System)
    {
    }

    internal GitHubPlugin(TimeProvider time)
    {
        _time = time;
        Refresher = new GitHubRefresher(GetApiUri);
        LoginLookup = new GitHubInstallation(GetApiUri);
    }

    /// <inheritdoc/>
    public IPlatformAuthentication Authentication { get; } = new GitHubAuthentication();

    /// <inheritdoc/>
    public ICredentialRefresher Refresher { get; }

    /// <inheritdoc/>
    public ILoginLookup LoginLookup { get; }

    /// <inheritdoc/>
    public IPlatformList<Repository> Repositories { get; } = new GitHubRepositories();

    /// <inheritdoc/>
    public IRateLimitDialect Limits { get; } = new GitHubLimits();

    /// <inheritdoc/>
    public IWebhookScheme Webhooks { get; } = new GitHubWebhooks();

    /// <inheritdoc/>
    public IWebhookAdministration WebhookAdministration { get; } = new GitHubHooks();

    /// <inheritdoc/>
    public CorrelationMap Correlation => GitHubCorrelation.Map;

    /// <inheritdoc/>
    public Uri DefaultBaseUri { get; } = new("https://github.com/");

    /// <inheritdoc/>
    public Uri GetApiUri(Uri baseUri)
    {
        WebAddress.Require(baseUri, "GitHub", "https://github.com/ or https://github.example.com/");
        string host = baseUri.IdnHost.ToLowerInvariant();
        if (host is "github.com" or "www.github.com" or "api.github.com")
        {
            return new Uri("https://api.github.com/");
        }

        if (host.EndsWith(".ghe.com", StringComparison.Ordinal))
        {
            return new Uri(host.StartsWith("api.", StringComparison.Ordinal) ? $"https://{host}/" : $"https://api.{host}/");
        }

        // Enterprise Server has its API at a fixed path of its only origin, whatever page the address was copied from.
        return WebAddress.OnOrigin(baseUri, "/api/v3/");
    }

    /// <inheritdoc/>
    public OAuthServer? GetOAuthServer(Uri baseUri)
    {
        Uri web = GitHubAddress.WebOrigin(WebAddress.OnOrigin(GetApiUri(baseUri), "/"));
        return new OAuthServer
        {
            TokenUri = new Uri(web, "login/oauth/access_token"),
            AuthorizationUri = new Uri(web, "login/oauth/authorize"),
            DeviceUri = new Uri(web, "login/device/code"),
            NeedsClientSecret = true,
            Scopes = ["repo", "read:org", "workflow"],
        };
    }

    /// <inheritdoc/>
    public IPlatformApi OpenApi(Uri apiUri, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(apiUri);
        ArgumentNullException.ThrowIfNull(handler);
        return new GitHubApi(apiUri, handler, _time);
    }
}
