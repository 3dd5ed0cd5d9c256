using System.Text.Json;
using DevFlow;

namespace Kiln;

/// <summary>The door: DevFlow finds this class, makes one of it and asks it for the rest.</summary>
public sealed class KilnPlugin : IPlatformPlugin, IConfigurablePlugin, IEventPlugin
{
    private string _urgentBranch = "";

    /// <inheritdoc/>
    public IPlatformAuthentication Authentication { get; } = new KilnAuthentication();

    /// <inheritdoc/>
    public ICredentialRefresher Refresher { get; } = new KilnRefresher();

    /// <inheritdoc/>
    public IRateLimitDialect Limits { get; } = new KilnLimits();

    /// <inheritdoc/>
    public IWebhookScheme Webhooks { get; } = new KilnWebhooks();

    /// <inheritdoc/>
    public CorrelationMap Correlation { get; } = new()
    {
        Rules =
        [
            new(CorrelationKind.Commit, "build.commit"),
            new(CorrelationKind.Branch, "{project.url}@{build.branch}"),
            new(CorrelationKind.Address, "build.url"),
            new(CorrelationKind.Text, "build.message"),
        ],
        AddressForms = ["/builds/{number}"],
    };

    /// <summary>Every Kiln stands somewhere else.</summary>
    public Uri? DefaultBaseUri => null;

    /// <inheritdoc/>
    public Uri GetApiUri(Uri baseUri) => new(baseUri, "/api/v1/");

    /// <inheritdoc/>
    public IPlatformApi OpenApi(Uri apiUri, HttpMessageHandler handler) => new KilnApi(apiUri, handler);

    /// <inheritdoc/>
    public void Configure(JsonElement settings) => _urgentBranch = settings.GetProperty("urgentBranch").GetString()!;

    /// <inheritdoc/>
    public void Attach(IEventRegistry events)
    {
        ArgumentNullException.ThrowIfNull(events);
        events.Use(new EventMiddlewareOptions { Name = "kiln/urgent", Stage = EventMiddlewareStage.Enrich, Topic = "kiln.build.*" }, new UrgentBuilds(_urgentBranch));
    }
}
