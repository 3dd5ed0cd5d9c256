using System.Net;
using System.Net.Http.Headers;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Webhooks;

/// <summary>Carries out one attempt.</summary>
internal sealed class DeliverySender(WebhookEngine engine, DeliveryPolicy policy)
{
    /// <exception cref="OperationCanceledException">The hook ends.</exception>
    public async Task<LoggedDelivery> SendAsync(HookAttempt attempt, WebhookTarget target, CancellationToken cancellationToken)
    {
        // The body may be millions of bytes, so it is wrapped, not copied; a followed redirect sends it again.
        using CancellationTokenSource timeout = new(policy.Timeout, engine.Clock.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        long started = engine.Clock.Time.GetTimestamp();
        Sent sent = new(target.Address);
        try
        {
            await FollowAsync(sent, attempt, target, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            sent.Failure = DeliveryFailure.TimedOut;
        }
        catch (HttpRequestException error)
        {
            sent.Failure = error.HttpRequestError == HttpRequestError.SecureConnectionError ? DeliveryFailure.Tls : DeliveryFailure.Unreachable;
        }
        catch (IOException)
        {
            sent.Failure = DeliveryFailure.Unreachable;
        }

        return new(engine.NextId(), attempt, sent.Address, engine.Clock.Time.GetElapsedTime(started), sent.Failure)
        {
            StatusCode = sent.StatusCode,
            RequestHeaders = sent.RequestHeaders,
            ResponseHeaders = sent.ResponseHeaders,
            ResponseBody = sent.ResponseBody,
        };
    }

    private async Task FollowAsync(Sent sent, HookAttempt attempt, WebhookTarget target, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            using HttpRequestMessage request = CreateRequest(sent.Address, attempt, target);
            sent.RequestHeaders = List(request.Headers, request.Content!.Headers);
            using HttpResponseMessage response = await engine.Client(target)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            Uri? next = policy.Redirects > 0 && IsRedirect(response.StatusCode) ? response.Headers.Location : null;
            if (next is not null && redirects < policy.Redirects)
            {
                sent.Address = Uri.TryCreate(sent.Address, next, out Uri? address) && LoopbackClient.IsLoopback(address)
                    ? address
                    : throw new HttpRequestException("A sandbox contacts loopback addresses only.");
                continue;
            }

            sent.StatusCode = (int)response.StatusCode;
            sent.ResponseHeaders = List(response.Headers, response.Content.Headers);
            sent.ResponseBody = await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
            sent.Failure = next is not null ? DeliveryFailure.TooManyRedirects
                : policy.IsSuccess((int)response.StatusCode) ? DeliveryFailure.None : DeliveryFailure.Status;
            return;
        }
    }

    private static HttpRequestMessage CreateRequest(Uri address, HookAttempt attempt, WebhookTarget target)
    {
        ReadOnlyMemoryContent content = new(attempt.Message.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", attempt.Message.ContentType);
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = content };
        target.WriteHeaders(attempt, request.Headers);
        return request;
    }

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        Stream body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            byte[] buffer = new byte[Math.Min(policy.MaxResponseBody, content.Headers.ContentLength ?? policy.MaxResponseBody)];
            int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length == buffer.Length ? buffer : buffer[..length];
        }
    }

    private static List<KeyValuePair<string, string>> List(HttpHeaders first, HttpHeaders second)
    {
        List<KeyValuePair<string, string>> all = [];
        foreach (HttpHeaders headers in new[] { first, second })
        {
            foreach ((string name, HeaderStringValues values) in headers.NonValidated)
            {
                all.Add(new(name, values.ToString()));
            }
        }

        return all;
    }

    /// <summary>What is known of an attempt so far; a failure keeps it.</summary>
    private sealed class Sent(Uri address)
    {
        public Uri Address { get; set; } = address;

        public DeliveryFailure Failure { get; set; }

        public int? StatusCode { get; set; }

        public List<KeyValuePair<string, string>> RequestHeaders { get; set; } = [];

        public List<KeyValuePair<string, string>> ResponseHeaders { get; set; } = [];

        public byte[] ResponseBody { get; set; } = [];
    }
}
