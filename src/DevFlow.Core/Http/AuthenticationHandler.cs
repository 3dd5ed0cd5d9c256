using System.Net.Http.Headers;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Http;

/// <summary>
/// Puts the current secret on requests to the connection's own origin; any other origin gets none. Where the platform refuses it,
/// the next one is asked for once.
/// </summary>
/// <remarks>
/// The credential goes onto a copy made for the attempt: plugins may use any header, and one left on the request itself
/// would go along with a redirect to another origin, pile up with retries, and stay with whoever holds the request.
/// </remarks>
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

    // Never disposed: it holds nothing but the content, which is the request's.
    private HttpRequestMessage Copy(HttpRequestMessage request, CurrentSecret? secret)
    {
        HttpRequestMessage copy = new(request.Method, request.RequestUri)
        {
            Content = request.Content,
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
        };
        foreach ((string name, HeaderStringValues values) in request.Headers.NonValidated)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }

        copy.Headers.Authorization = null;
        if (secret is not null)
        {
            secret.Apply(scope.Plugin.Authentication, copy);
            SecretAddress.Hide(copy, request.RequestUri!);
        }

        return copy;
    }
}
