using System.Net;

namespace DevFlow.Core.Http;

/// <summary>Redirects of requests that only read.</summary>
internal static class Redirect
{
    /// <summary>Where an answer sends its request; null where it is the answer itself.</summary>
    public static Uri? TargetOf(HttpRequestMessage request, HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is { } location
        && Uri.TryCreate(request.RequestUri, location, out Uri? target)
            ? target
            : null;

    /// <summary>Refuses one that leads out of https: plain http is for loopback, and no server of the network has a say in what is asked of this machine's own services.</summary>
    public static void RequireSafe(Uri from, Uri target)
    {
        Origin.RequireSafe(target);
        if (from.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps)
        {
            throw new DevFlowException(ErrorReason.InsecureAddress, $"{from.Authority} redirects to {target.GetLeftPart(UriPartial.Authority)}, out of https.", "Check the address; a server that does this may be broken or taken over.") { Target = from.Authority };
        }
    }
}
