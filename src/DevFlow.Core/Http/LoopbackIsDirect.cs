using System.Net;

namespace DevFlow.Core.Http;

/// <summary>
/// The system's proxy, but never for this machine itself: HTTP_PROXY holds for loopback too unless NO_PROXY names it, and
/// plain http is accepted for loopback only because nothing leaves the machine; a proxy would get the credential in clear text.
/// </summary>
internal sealed class LoopbackIsDirect(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => destination.IsLoopback ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
