using System.Net.Http.Headers;

namespace DevFlow.Core.Webhooks;

/// <summary>Signs a delivery as its platform would and sends it to this machine, and nowhere else: what is signed with a real secret is believed.</summary>
internal static class WebhookSender
{
    private const int LongestAnswer = 64 * 1024;

    /// <exception cref="DevFlowException">The address is not of this machine, the scheme cannot sign, or nobody answers there.</exception>
    public static async Task<WebhookSendResult> SendAsync(Uri address, IWebhookScheme scheme, WebhookSample sample, ReadOnlyMemory<byte> secret, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        RequireLoopback(address);
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(sample.Body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(sample.ContentType);
        foreach ((string name, string value) in scheme.Sign(sample, time.GetUtcNow(), secret.Span))
        {
            if (value.Length > 0)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
#pragma warning disable CA5359 // The peer is on this machine, where a certificate proves nothing, and a trial one is signed by nobody.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using HttpClient client = new(handler) { Timeout = timeout, MaxResponseContentBufferSize = LongestAnswer };
        long begun = time.GetTimestamp();
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            string text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return new WebhookSendResult { Uri = address, Id = sample.Id, Status = (int)answer.StatusCode, Answer = text, Duration = time.GetElapsedTime(begun) };
        }
        catch (HttpRequestException failure)
        {
            throw new DevFlowException(ErrorReason.Unreachable, $"Nobody answers at {address}: {failure.Message}", "Look with Get-DevFlowWebhookListener whether the listener runs, and at which address.", failure) { Target = address.ToString() };
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DevFlowException(ErrorReason.TimedOut, $"{address} did not answer within {timeout.TotalSeconds} s.", "A listener answers within milliseconds; look what the program there is doing.", late) { Target = address.ToString() };
        }
    }

    private static void RequireLoopback(Uri address)
    {
        if (!address.IsAbsoluteUri || !address.IsLoopback || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new DevFlowException(
                ErrorReason.InsecureAddress, $"'{address}' is not an address of this machine.", "Give one such as http://127.0.0.1:7300/webhooks/builds; signed deliveries are sent nowhere else.") { Target = address.ToString() };
        }
    }
}
