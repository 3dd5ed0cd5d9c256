using System.Net.Http;

namespace DevFlow;

/// <summary>
/// A platform. The engine finds the one public class with a parameterless constructor that implements this interface in
/// the assembly <c>plugin.json</c> names, loads it into a context of its own and gives it only BCL types and this contract.
/// </summary>
public interface IPlatformPlugin
{
    /// <summary>How the platform takes credentials.</summary>
    IPlatformAuthentication Authentication { get; }

    /// <summary>How the platform renews credentials; null where it offers no way to.</summary>
    ICredentialRefresher? Refresher => null;

    /// <summary>How the platform tells what a login lacks; null where a login lacks nothing.</summary>
    ILoginLookup? LoginLookup => null;

    /// <summary>Tells where the platform logs people in by OAuth.</summary>
    /// <param name="baseUri">The address a person would open.</param>
    /// <returns>The server; null where the platform has none.</returns>
    /// <exception cref="DevFlowException">There is one, but its tokens are not taken at this address; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    OAuthServer? GetOAuthServer(Uri baseUri) => null;

    /// <summary>
    /// How the platform speaks about rate limits; null where it says no more than any server may: the <c>RateLimit</c> fields of the
    /// IETF's draft, their older forms, status 429 and <c>Retry-After</c>.
    /// </summary>
    IRateLimitDialect? Limits => null;

    /// <summary>How the platform signs webhooks.</summary>
    IWebhookScheme Webhooks { get; }

    /// <summary>How webhooks are registered and missed deliveries found; null where the platform has no API for that.</summary>
    IWebhookAdministration? WebhookAdministration => null;

    /// <summary>How the platform delivers without an address to deliver to; null where it does not.</summary>
    IWebhookSocket? WebhookSocket => null;

    /// <summary>How events of the platform tell which story they belong to.</summary>
    CorrelationMap Correlation => CorrelationMap.None;

    /// <summary>How the platform lists repositories; null where it has none.</summary>
    IPlatformList<Repository>? Repositories => null;

    /// <summary>How the platform lists the projects of its issue tracker, whose keys tell issues in texts from other words; null where it has none.</summary>
    IPlatformList<Project>? Projects => null;

    /// <summary>How the platform lists channels; null where it has none.</summary>
    IPlatformList<ChatChannel>? Channels => null;

    /// <summary>The address used when the user names none, such as <c>https://github.com/</c>; null where every installation has its own.</summary>
    Uri? DefaultBaseUri { get; }

    /// <summary>Derives the API's address from the address a person would open.</summary>
    /// <param name="baseUri">An absolute http or https address.</param>
    /// <returns>The API's address, ending in a slash.</returns>
    Uri GetApiUri(Uri baseUri);

    /// <summary>Opens the platform's API over the engine's HTTP chain.</summary>
    /// <param name="apiUri">The address <see cref="GetApiUri"/> returned.</param>
    /// <param name="handler">The chain: authenticates, respects limits, retries. The plugin neither configures nor disposes it.</param>
    /// <returns>The API; holds no connection of its own.</returns>
    IPlatformApi OpenApi(Uri apiUri, HttpMessageHandler handler);
}
