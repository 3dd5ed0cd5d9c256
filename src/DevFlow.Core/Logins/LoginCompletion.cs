using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Logins;

/// <summary>Asks a platform for what a login lacks, before anything else is sent or stored.</summary>
internal sealed class LoginCompletion(OAuthExchange exchange, TimeProvider time)
{
    /// <exception cref="DevFlowException">The platform could not be asked, or leaves a choice that is the user's.</exception>
    public async Task<ConnectRequest> CompleteAsync(ConnectRequest request, IPlatformPlugin plugin, Uri baseUri, CancellationToken cancellationToken)
    {
        if (plugin.LoginLookup is not { } lookup || request.CredentialName is not null)
        {
            return request;
        }

        using SecretBuffer none = new(0);
        LoginDraft draft = new()
        {
            BaseUri = baseUri,
            Kind = request.Kind,
            Secret = request.Secret?.Secret ?? none,
            Attributes = request.Attributes,
            Now = time.GetUtcNow(),
        };
        using HttpRequestMessage? question = lookup.CreateRequest(draft);
        if (question is null)
        {
            return request;
        }

        LoginPlace place = await exchange.SendAsync(question, (response, body) => lookup.ReadAnswer(draft, response, body.Span), cancellationToken).ConfigureAwait(false);

        // A copy: a list of the plugin's own would keep it from being unloaded.
        return request with { BaseUri = place.BaseUri, Attributes = new Dictionary<string, string>(place.Attributes, StringComparer.Ordinal) };
    }
}
