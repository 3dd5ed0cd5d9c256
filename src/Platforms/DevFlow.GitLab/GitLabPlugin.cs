using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>GitLab.com, GitLab Dedicated and self-managed GitLab.</summary>
public sealed class GitLabPlugin : IPlatformPlugin
{
    private const string ApiPath = "/api/v4/";

    private readonly TimeProvider _time;

    /// <summary>Creates the plugin.</summary>
    public GitLabPlugin()
        : this(TimeProvider.System)
    {
    }

    internal GitLabPlugin(TimeProvider time)
    {
        _time = time;
        WebhookAdministration = new GitLabHooks(Webhooks);
    }

    /// <inheritdoc/>
    public IPlatformAuthentication Authentication { get; } = new GitLabAuthentication();

    /// <inheritdoc/>
    public ICredentialRefresher Refresher { get; } = new GitLabRefresher();

    /// <inheritdoc/>
    public IPlatformList<Repository> Repositories { get; } = new GitLabRepositories();

    /// <inheritdoc/>
    public IRateLimitDialect Limits { get; } = new GitLabLimits();

    /// <inheritdoc/>
    public IWebhookScheme Webhooks { get; } = new GitLabWebhooks();

    /// <inheritdoc/>
    public IWebhookAdministration WebhookAdministration { get; }

    /// <inheritdoc/>
    public CorrelationMap Correlation => GitLabCorrelation.Map;

    /// <inheritdoc/>
    public Uri DefaultBaseUri { get; } = new("https://gitlab.com/");

    /// <inheritdoc/>
    /// <remarks>
    /// An address copied from a page leads to the API of its origin. A GitLab that is installed below a path cannot be told from
    /// a group of that name: its address must be given with <c>/api/v4</c>.
    /// </remarks>
    public Uri GetApiUri(Uri baseUri)
    {
        WebAddress.Require(baseUri, "GitLab", "https://gitlab.com/ or https://gitlab.example.com/");
        string path = baseUri.AbsolutePath.TrimEnd('/') + "/";
        return WebAddress.OnOrigin(baseUri, path.EndsWith(ApiPath, StringComparison.Ordinal) ? path : ApiPath);
    }

    /// <inheritdoc/>
    public OAuthServer? GetOAuthServer(Uri baseUri)
    {
        Uri web = WebAddress.OnOrigin(GetApiUri(baseUri), "/");
        return new OAuthServer
        {
            TokenUri = new Uri(web, "oauth/token"),
            AuthorizationUri = new Uri(web, "oauth/authorize"),
            DeviceUri = new Uri(web, "oauth/authorize_device"),
            Scopes = ["api"],
        };
    }

    /// <inheritdoc/>
    public IPlatformApi OpenApi(Uri apiUri, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(apiUri);
        ArgumentNullException.ThrowIfNull(handler);
        return new GitLabApi(apiUri, handler, _time);
    }
}
