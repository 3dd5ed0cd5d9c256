using System.Net;

namespace DevFlow.Core.Http;

/// <summary>Follows redirects of safe requests (a renamed repository answers 301) through the whole chain, so every hop is authenticated anew by its own origin.</summary>
internal sealed class RedirectHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxHops = 5;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        for (int hop = 0; hop < MaxHops && Target(request, response) is { } target; hop++)
        {
            response.Dispose();
            Origin.RequireSafe(target);
            RequireNoDowngrade(request.RequestUri!, target);
            request.RequestUri = target;
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    private static Uri? Target(HttpRequestMessage request, HttpResponseMessage response)
    {
        bool safe = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
        bool redirect = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        return safe && redirect && response.Headers.Location is { } location && Uri.TryCreate(request.RequestUri, location, out Uri? target) ? target : null;
    }

    // Plain http is for loopback, and no server of the network has a say in what is asked of this machine's own services.
    private static void RequireNoDowngrade(Uri from, Uri target)
    {
        if (from.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps)
        {
            throw new DevFlowException(ErrorReason.InsecureAddress, $"{from.Authority} redirects to {target.GetLeftPart(UriPartial.Authority)}, out of https.", "Check the address; a server that does this may be broken or taken over.") { Target = from.Authority };
        }
    }
}
