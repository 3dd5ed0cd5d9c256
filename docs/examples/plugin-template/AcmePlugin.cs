using DevFlow;

namespace Acme;

/// <summary>The door: DevFlow finds this class, makes one of it and asks it for the rest.</summary>
public sealed class AcmePlugin : IPlatformPlugin
{
    /// <inheritdoc/>
    public IPlatformAuthentication Authentication { get; } = new AcmeAuthentication();

    /// <inheritdoc/>
    public IRateLimitDialect Limits { get; } = new AcmeLimits();

    /// <inheritdoc/>
    public IWebhookScheme Webhooks { get; } = new AcmeWebhooks();

    /// <summary>Every installation stands somewhere else.</summary>
    public Uri? DefaultBaseUri => null;

    /// <inheritdoc/>
    public Uri GetApiUri(Uri baseUri) => new(baseUri, "/api/");

    /// <inheritdoc/>
    public IPlatformApi OpenApi(Uri apiUri, HttpMessageHandler handler) => new AcmeApi(apiUri, handler);
}
