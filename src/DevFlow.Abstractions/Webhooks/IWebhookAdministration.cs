using System.Net.Http;
using System.Text.Json;

namespace DevFlow;

/// <summary>
/// How webhooks are registered at a platform, and what it remembers of their deliveries. Like <see cref="ICredentialRefresher"/>
/// it writes requests and reads answers; sending, storing secrets and recovering are the engine's. Addresses of requests are relative
/// to the API's (<see cref="IPlatformPlugin.GetApiUri"/>); lists are followed page by page with <see cref="IPlatformApi.GetNextPage"/>.
/// </summary>
public interface IWebhookAdministration
{
    /// <summary>The platform's names of the events there are, for completion.</summary>
    IReadOnlyList<string> Events { get; }

    /// <summary>The events of a webhook for which none are named.</summary>
    IReadOnlyList<string> DefaultEvents { get; }

    /// <summary>How long the platform remembers deliveries.</summary>
    TimeSpan LogRetention { get; }

    /// <summary>Tells whether what a target names belongs to the app itself, which asks for it with a token of its own (<see cref="ICredentialRefresher.CreateAppToken"/>).</summary>
    /// <param name="target">What the webhooks watch, as the user gave it.</param>
    /// <returns>True where it does.</returns>
    bool IsOfApp(string target) => false;

    /// <summary>Writes the request that registers a webhook.</summary>
    /// <param name="draft">The webhook.</param>
    /// <returns>The request; its body is wiped with it.</returns>
    /// <exception cref="DevFlowException">The draft makes no sense here; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    HttpRequestMessage CreateRegistration(WebhookDraft draft);

    /// <summary>Writes the request that gives a webhook its secret in the platform's older form.</summary>
    /// <param name="hook">A webhook that was just registered and says of itself that it is not signed.</param>
    /// <param name="secret">The secret of its draft.</param>
    /// <returns>The request; null where the platform has one form only.</returns>
    HttpRequestMessage? CreateOlderSecret(WebhookRegistration hook, SecretBuffer secret) => null;

    /// <summary>Writes the request that lists the webhooks of a target.</summary>
    /// <param name="target">What they watch, as the user gave it; empty where nothing was given.</param>
    /// <returns>The request.</returns>
    /// <exception cref="DevFlowException">It is no target; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    HttpRequestMessage CreateList(string target);

    /// <summary>Reads webhooks.</summary>
    /// <param name="target">What they watch.</param>
    /// <param name="answer">An item of the list, or the answer to a registration.</param>
    /// <returns>The webhooks, without what the engine sets.</returns>
    IEnumerable<WebhookRegistration> ReadHooks(string target, JsonElement answer);

    /// <summary>Writes the request that removes a webhook.</summary>
    /// <param name="hook">The webhook.</param>
    /// <returns>The request.</returns>
    /// <exception cref="DevFlowException">It cannot be removed by a request; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    HttpRequestMessage CreateRemoval(WebhookRegistration hook);

    /// <summary>Writes the request for what was delivered, or should have been.</summary>
    /// <param name="hook">The webhook.</param>
    /// <param name="since">From when on (UTC).</param>
    /// <param name="now">Now (UTC).</param>
    /// <returns>The request; more than one where the platform's products differ: the next is sent where one is answered with 404.</returns>
    IReadOnlyList<HttpRequestMessage> CreateDeliveryList(WebhookRegistration hook, DateTimeOffset since, DateTimeOffset now);

    /// <summary>Reads tries.</summary>
    /// <param name="hook">The webhook.</param>
    /// <param name="answer">An item of the list (<see cref="IPlatformApi.FindItems"/>).</param>
    /// <param name="since">From when on (UTC).</param>
    /// <returns>The tries. Where the list begins with the newest, older ones than <paramref name="since"/> may be among them: they end it.</returns>
    IEnumerable<WebhookAttempt> ReadAttempts(WebhookRegistration hook, JsonElement answer, DateTimeOffset since);

    /// <summary>Writes the request for what was sent with a try.</summary>
    /// <param name="hook">The webhook.</param>
    /// <param name="attempt">A try without <see cref="WebhookAttempt.Delivery"/>.</param>
    /// <returns>The request; null where it cannot be read, and the platform has to send it once more.</returns>
    HttpRequestMessage? CreateDeliveryRead(WebhookRegistration hook, WebhookAttempt attempt);

    /// <summary>Reads what was sent with a try.</summary>
    /// <param name="attempt">The try.</param>
    /// <param name="answer">The answer to <see cref="CreateDeliveryRead"/>.</param>
    /// <returns>The delivery, such that <see cref="IWebhookScheme.ToEvent"/> makes of it the event it would have been; its signature is left out.</returns>
    /// <exception cref="DevFlowException">The platform has not kept it; <see cref="ErrorReason.NotFound"/>.</exception>
    WebhookRequest ReadDelivery(WebhookAttempt attempt, JsonElement answer);

    /// <summary>Writes the request that makes the platform send a delivery once more.</summary>
    /// <param name="hook">The webhook.</param>
    /// <param name="attempt">One of its tries.</param>
    /// <returns>The request; null where the platform cannot.</returns>
    HttpRequestMessage? CreateRedelivery(WebhookRegistration hook, WebhookAttempt attempt) => null;
}
