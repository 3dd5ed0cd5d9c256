using DevFlow.Core.Connections;

namespace DevFlow.Core.Http;

/// <summary>Puts the credential on requests to the connection's own origin; any other origin gets none.</summary>
/// <remarks>
/// The credential goes onto a copy made for the attempt: plugins may use any header, and one left on the request itself
/// would go along with a redirect to another origin, pile up with retries, and stay with whoever holds the request.
/// </remarks>
internal sealed class AuthenticationHandler(ConnectionScope scope, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpRequestMessage attempt = Copy(request);
        attempt.Headers.Authorization = null;
        if (attempt.RequestUri is { } address && Origin.Same(address, scope.ApiUri))
        {
            scope.Plugin.Authentication.Apply(attempt, scope.Kind, scope.Account, scope.Secret.Chars);
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
