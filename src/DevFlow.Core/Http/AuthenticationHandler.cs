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
        if (request.RequestUri is not { } address || !Origin.Same(address, scope.ApiUri))
        {
            return await SendCopyAsync(request, secret: null, cancellationToken).ConfigureAwait(false);
        }

        CurrentSecret secret = await scope.Secrets.GetAsync(cancellationToken).ConfigureAwait(false);
        HttpResponseMessage response = await SendCopyAsync(request, secret, cancellationToken).ConfigureAwait(false);
        if (!scope.Plugin.Authentication.IsRefused(response))
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
        return await SendCopyAsync(request, next, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendCopyAsync(HttpRequestMessage request, CurrentSecret? secret, CancellationToken cancellationToken)
    {
        HttpRequestMessage attempt = Copy(request);
        attempt.Headers.Authorization = null;
        if (secret is not null)
        {
            using SecretChars text = secret.ToChars();
            scope.Plugin.Authentication.Apply(attempt, secret.Kind, secret.Account, text.Chars);
        }

        HttpResponseMessage response = await base.SendAsync(attempt, cancellationToken).ConfigureAwait(false);
        response.RequestMessage = request;
        return response;
    }

    // Never disposed: it holds nothing but the content, which is the request's.
    private static HttpRequestMessage Copy(HttpRequestMessage request)
    {
        HttpRequestMessage copy = new(request.Method, request.RequestUri)
        {
            Content = request.Content,
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
        };
        foreach ((string name, IEnumerable<string> values) in request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }

        return copy;
    }
}
