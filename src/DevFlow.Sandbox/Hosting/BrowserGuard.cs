using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DevFlow.Sandbox.Hosting;

/// <summary>
/// Turns away what a strange web page makes the user's browser send: a browser reaches loopback addresses as any other, so a
/// page could press the buttons of the consent pages (CSRF), show them in a frame (clickjacking), open a websocket, or give
/// its own name this address and read the answers (DNS rebinding).
/// </summary>
/// <param name="authority">Where the sandbox listens; what nearly every request names is compared first.</param>
internal sealed class BrowserGuard(string authority)
{
    /// <returns>The answer to a request that is not from this machine's programs and own pages; null for all others.</returns>
    public Answer? Check(HttpRequest request, Exchange exchange)
    {
        string? problem = !IsHere(request.Host) ? "foreign-host"
            : !IsOwnPage(request.Headers.Origin) || IsEmbedded(request.Headers) ? "foreign-origin"
            : null;
        if (problem is null)
        {
            return null;
        }

        exchange.Refuse(problem);
        return Answer.Text(
            StatusCodes.Status403Forbidden,
            "text/plain; charset=utf-8",
            "The sandbox answers only to the names of this machine (127.0.0.1, localhost) and to pages that come from it.\n");
    }

    // Any port will do: a forwarded port is still this machine's.
    private bool IsHere(HostString host) =>
        host.Value == authority
        || (host.HasValue && Uri.TryCreate("http://" + host.Value, UriKind.Absolute, out Uri? address) && LoopbackClient.IsLoopback(address));

    // Programs send no origin. A frame without one sends "null", which is no page of this machine.
    private static bool IsOwnPage(StringValues origin) =>
        origin.Count == 0 || (origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out Uri? address) && LoopbackClient.IsLoopback(address));

    // A link from elsewhere to a consent page is how OAuth works; anything but the whole window is not.
    private static bool IsEmbedded(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Site"] == "cross-site" && !(headers["Sec-Fetch-Mode"] == "navigate" && headers["Sec-Fetch-Dest"] == "document");
}
