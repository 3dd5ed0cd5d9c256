using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Http;

/// <summary>
/// Puts the current secret on requests to the connection's own origin; any other origin gets none. Where the platform refuses it,
/// the next one is asked for once.
/// </summary>
internal sealed class AuthenticationHandler(ConnectionScope scope, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        bool isOwn = request.RequestUri is { } address && Origin.Same(address, scope.ApiUri);
        CurrentSecret? secret = isOwn ? await scope.Secrets.GetAsync(cancellationToken).ConfigureAwait(false) : null;
        HttpResponseMessage response = await base.SendAsync(Copy(request, secret), cancellationToken).ConfigureAwait(false);
        response.RequestMessage = request;
        if (secret is null || !scope.Plugin.Authentication.IsRefused(response))
        {
            return response;
        }

        CurrentSecret next = await scope.Secrets.GetNextAsync(secret, cancellationToken).ConfigureAwait(false);

        // A refused credential means that nothing was done, so even a POST may be repeated.
        if (next.IsSame(secret) || !RetryMatrix.CanRepeat(request.Content))
        {
            return response;
        }

        response.Dispose();
        response = await base.SendAsync(Copy(request, next), cancellationToken).ConfigureAwait(false);
        response.RequestMessage = request;
        return response;
    }

    private AuthenticatedRequest Copy(HttpRequestMessage request, CurrentSecret? secret) => new(request, scope.Plugin.Authentication, secret);
}
