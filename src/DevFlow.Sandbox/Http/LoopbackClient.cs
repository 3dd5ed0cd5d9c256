using System.Net;
using System.Net.Sockets;

namespace DevFlow.Sandbox.Http;

/// <summary>Outgoing HTTP of a sandbox: reaches loopback addresses and nothing else, whatever a URL says.</summary>
internal static class LoopbackClient
{
    /// <summary>True for http and https addresses whose host is <c>localhost</c> or a loopback address.</summary>
    public static bool IsLoopback(Uri address) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && Resolve(address.IdnHost) is not null;

    /// <summary>Creates a client without proxy, cookies, redirects and time-out of its own.</summary>
    /// <param name="anyCertificate">Accept what TLS would refuse, as a hook with <c>insecure_ssl</c> asks for.</param>
    public static HttpClient Create(bool anyCertificate)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = ConnectAsync,
        };
        if (anyCertificate)
        {
#pragma warning disable CA5359, MA0039 // The peer is on this machine, and the hook's owner asked for it.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    // No name is ever looked up: "localhost" is what RFC 6761 says it is, and every other name is refused.
    private static IPAddress[]? Resolve(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        }

        return IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address) ? [address] : null;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = Resolve(context.DnsEndPoint.Host)
            ?? throw new HttpRequestException("A sandbox contacts loopback addresses only.");
        for (int i = 0; ; i++)
        {
            Socket socket = new(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses[i], context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
