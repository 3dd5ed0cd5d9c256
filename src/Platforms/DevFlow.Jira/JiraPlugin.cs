using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>Jira Cloud, at a site's own address or at Atlassian's gateway, and Jira Data Center.</summary>
public sealed class JiraPlugin : IPlatformPlugin
{
    // Where the pages of a Data Center begin: what stands before is the path it is installed below.
    private static readonly string[] Pages = ["browse", "secure", "projects", "rest", "issues", "login.jsp", "plugins", "servicedesk"];

    private readonly TimeProvider _time;

    /// <summary>Creates the plugin.</summary>
    public JiraPlugin()
        : this(TimeProvider.System)
    {
    }

    internal JiraPlugin(TimeProvider time)
    {
        _time = time;
        WebhookAdministration = new JiraHooks(Webhooks);
    }

    /// <inheritdoc/>
    public IPlatformAuthentication Authentication { get; } = new JiraAuthentication();

    /// <inheritdoc/>
    public ICredentialRefresher Refresher { get; } = new JiraRefresher();

    /// <inheritdoc/>
    public ILoginLookup LoginLookup { get; } = new JiraSite();

    /// <inheritdoc/>
    public IPlatformList<Project> Projects { get; } = new JiraProjects();

    /// <inheritdoc/>
    public IRateLimitDialect Limits { get; } = new JiraLimits();

    /// <inheritdoc/>
    public IWebhookScheme Webhooks { get; } = new JiraWebhooks();

    /// <inheritdoc/>
    public IWebhookAdministration WebhookAdministration { get; }

    /// <inheritdoc/>
    public CorrelationMap Correlation => JiraCorrelation.Map;

    /// <inheritdoc/>
    /// <remarks>Every site has its own.</remarks>
    public Uri? DefaultBaseUri => null;

    /// <inheritdoc/>
    /// <remarks>
    /// The API is below the site itself (<c>/rest/api/3</c>, <c>/rest/agile/1.0</c>), so its address is the site's, without the page
    /// it was copied from. At the gateway a site stands at <c>/ex/jira/{cloudId}</c>.
    /// </remarks>
    public Uri GetApiUri(Uri baseUri)
    {
        WebAddress.Require(baseUri, "Jira", "https://acme.atlassian.net/ or https://jira.example.com/");
        string[] path = baseUri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is ["ex", "jira", string cloudId, ..])
        {
            return WebAddress.OnOrigin(baseUri, $"{JiraAddress.GatewayPath}{cloudId}/");
        }

        string host = baseUri.IdnHost.ToLowerInvariant();
        if (JiraAddress.IsGatewayHost(baseUri))
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"'{baseUri}' is Atlassian's gateway, but names no site.",
                $"Give https://{JiraAddress.GatewayHost}{JiraAddress.GatewayPath} and the site's cloud id, which https://<site>.atlassian.net/_edge/tenant_info shows.");
        }

        IEnumerable<string> context = JiraAddress.IsCloud(host) ? [] : path.TakeWhile(static part => !Pages.Contains(part, StringComparer.OrdinalIgnoreCase));
        return WebAddress.OnOrigin(baseUri, string.Concat(context.Select(static part => "/" + part)) + "/");
    }

    /// <inheritdoc/>
    public OAuthServer? GetOAuthServer(Uri baseUri) => JiraOAuth.Find(GetApiUri(baseUri));

    /// <inheritdoc/>
    public IPlatformApi OpenApi(Uri apiUri, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(apiUri);
        ArgumentNullException.ThrowIfNull(handler);
        return new JiraApi(apiUri, handler, _time);
    }
}
