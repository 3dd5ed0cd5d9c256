using System.Net.Http.Headers;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Webhooks;

/// <summary>Where a hook points and how its requests are made.</summary>
internal sealed class WebhookTarget
{
    /// <param name="address">A loopback address; everything else is refused before it gets here.</param>
    /// <param name="writeHeaders">Writes the platform's headers and signature of one attempt.</param>
    /// <param name="anyCertificate">Accept what TLS would refuse.</param>
    /// <exception cref="ArgumentException">The address is not on this machine.</exception>
    public WebhookTarget(Uri address, Action<HookAttempt, HttpRequestHeaders> writeHeaders, bool anyCertificate = false)
    {
        if (!LoopbackClient.IsLoopback(address))
        {
            throw new ArgumentException("A sandbox contacts loopback addresses only.", nameof(address));
        }

        Address = address;
        WriteHeaders = writeHeaders;
        AnyCertificate = anyCertificate;
    }

    public Uri Address { get; }

    public Action<HookAttempt, HttpRequestHeaders> WriteHeaders { get; }

    public bool AnyCertificate { get; }
}
