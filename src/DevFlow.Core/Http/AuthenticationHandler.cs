using DevFlow.Core.Connections;

namespace DevFlow.Core.Http;

/// <summary>Puts the credential on requests to the connection's own origin; any other origin gets none.</summary>
internal sealed class AuthenticationHandler(ConnectionScope scope, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { } address && Origin.Same(address, scope.ApiUri))
        {
            scope.Plugin.Authentication.Apply(request, scope.Kind, scope.Account, scope.Secret.Chars);
        }
        else
        {
            request.Headers.Authorization = null;
        }

        return base.SendAsync(request, cancellationToken);
    }
}
