using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// Answers the requests of one listener. The order is the protection: address, framing, size, signature, and only then
/// is anything parsed or stored. Answers have no body and give no reason; the log does, without body, signature or secret.
/// </summary>
internal sealed class WebhookEndpoint(
    WebhookListenerOptions options,
    WebhookSecret secret,
    WebhookCounters counters,
    TimeProvider time,
    ILogger logger,
    CancellationToken stopped)
{
    /// <summary>25 MiB: GitHub, GitLab and Jira send nothing larger.</summary>
    public const int MaxBodyLength = 25 * 1024 * 1024;

    private const string HealthPath = "/healthz";
    private const string RetryAfterSeconds = "30";

    private readonly WebhookBodyBudget _bodies = new(WebhookBodyBudget.Default);

    /// <summary>The path deliveries are sent to.</summary>
    public string Path { get; } = "/webhooks/" + options.Platform;

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException refused)
        {
            // Kestrel's own verdict while the body was read: 400 broken chunk, 408 too slow, 413 past its cap.
            Refuse(context, refused.StatusCode, "the body could not be read");
        }
        catch (WebhookBusyException)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            Refuse(context, StatusCodes.Status503ServiceUnavailable, "too many large bodies are being received at once");
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested && gone is IOException or OperationCanceledException)
        {
            logger.LogDebug("Listener {Listener}: the sender hung up before its request was complete.", options.Name);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (HasTwoLengths(request))
        {
            Refuse(context, StatusCodes.Status400BadRequest, "it has both Transfer-Encoding and Content-Length");
            return;
        }

        string path = request.Path.Value ?? "";
        if (path == HealthPath)
        {
            AnswerHealth(context);
            return;
        }

        if (path != Path)
        {
            Refuse(context, StatusCodes.Status404NotFound, "the path is not the listener's");
            return;
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            Refuse(context, StatusCodes.Status405MethodNotAllowed, "the method is not POST");
            return;
        }

        // The signature is over the bytes as sent, and no platform compresses: unpacking would only open the door to bombs.
        if (request.Headers.ContainsKey("Content-Encoding"))
        {
            Refuse(context, StatusCodes.Status415UnsupportedMediaType, "the body is compressed");
            return;
        }

        if (request.ContentLength > MaxBodyLength)
        {
            Refuse(context, StatusCodes.Status413PayloadTooLarge, "the body is larger than 25 MiB");
            return;
        }

        using WebhookBody? body = await WebhookBody.ReadAsync(request.Body, request.ContentLength, MaxBodyLength, _bodies, context.RequestAborted).ConfigureAwait(false);
        if (body is null)
        {
            Refuse(context, StatusCodes.Status413PayloadTooLarge, "the body is larger than 25 MiB");
            return;
        }

        await AnswerDeliveryAsync(context, new WebhookRequest(ReadHeaders(request), body.Bytes, time.GetUtcNow()) { Target = path + request.QueryString.Value }).ConfigureAwait(false);
    }

    private async Task AnswerDeliveryAsync(HttpContext context, WebhookRequest delivery)
    {
        if (!Verify(delivery))
        {
            Refuse(context, StatusCodes.Status401Unauthorized, "the signature is missing or wrong", close: false);
            return;
        }

        if (!TryRead(context, delivery, out string? answer, out Event? received))
        {
            return;
        }

        if (received is null)
        {
            logger.LogInformation("Listener {Listener}: the platform tried the address and got its answer.", options.Name);
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(answer ?? "", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        try
        {
            // Not cancelled when the sender hangs up: what is verified is kept, for GitHub never sends it again.
            bool isNew = await options.Publish(received, stopped).ConfigureAwait(false);
            counters.CountPublished(isNew);
            context.Response.StatusCode = StatusCodes.Status200OK;
            logger.LogDebug("Listener {Listener}: {Topic} {Id} {Outcome}.", options.Name, received.Topic, received.Id, isNew ? "accepted" : "is a duplicate");
        }
        catch (Exception failure)
        {
            string cause = failure is DevFlowException ? failure.Message : failure.GetType().Name;
            logger.LogError("Listener {Listener}: {Topic} {Id} could not be stored and was answered with 503: {Cause}", options.Name, received.Topic, received.Id, cause);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
    }

    private bool Verify(WebhookRequest delivery)
    {
        try
        {
            return secret.Verify(options.Scheme, delivery);
        }
        catch (Exception failure)
        {
            logger.LogError("Listener {Listener}: the plugin {Platform} failed to verify a delivery ({Cause}); it counts as unsigned.", options.Name, options.Platform, failure.GetType().Name);
            return false;
        }
    }

    /// <param name="context">The request; answered where the result is false.</param>
    /// <param name="delivery">The same, verified.</param>
    /// <param name="answer">What a test of the address is answered with; null for a delivery.</param>
    /// <param name="received">The event; null for a test of the address.</param>
    private bool TryRead(HttpContext context, WebhookRequest delivery, out string? answer, out Event? received)
    {
        answer = null;
        received = null;
        try
        {
            answer = options.Scheme.AnswerTest(delivery);
            received = answer is null ? options.Scheme.ToEvent(delivery) with { Connection = options.Name } : null;
            return true;
        }
        catch (DevFlowException unreadable)
        {
            Refuse(context, StatusCodes.Status400BadRequest, unreadable.Message, close: false);
        }
        catch (Exception failure)
        {
            logger.LogError("Listener {Listener}: the plugin {Platform} failed to read a verified delivery ({Cause}).", options.Name, options.Platform, failure.GetType().Name);
            Refuse(context, StatusCodes.Status500InternalServerError, "the plugin failed", close: false);
        }

        return false;
    }

    private void AnswerHealth(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            return;
        }

        context.Response.Headers.Allow = HttpMethods.Get;
        Refuse(context, StatusCodes.Status405MethodNotAllowed, "the method is not GET");
    }

    /// <param name="context">The request.</param>
    /// <param name="status">The answer.</param>
    /// <param name="cause">For the log only; never taken from the request.</param>
    /// <param name="close">True where the body may be unread: closing is cheaper and safer than draining it.</param>
    private void Refuse(HttpContext context, int status, string cause, bool close = true)
    {
        counters.CountRejected();
        logger.LogWarning("Listener {Listener}: a request was refused with {Status}: {Cause}.", options.Name, status, cause);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        if (close)
        {
            context.Response.Headers.Connection = "close";
        }
    }

    // Kestrel takes such a request as chunked and moves the length to X-Content-Length; a proxy in front may go by the
    // length instead and see another request boundary (RFC 9112, 6.1: "ought to be handled as an error").
    private static bool HasTwoLengths(HttpRequest request) =>
        request.Headers.ContainsKey("Transfer-Encoding")
        && (request.ContentLength is not null || request.Headers.ContainsKey("X-Content-Length"));

    private static Dictionary<string, IReadOnlyList<string>> ReadHeaders(HttpRequest request)
    {
        Dictionary<string, IReadOnlyList<string>> headers = new(request.Headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, StringValues values) in request.Headers)
        {
            headers[name] = values.Select(value => value ?? "").ToArray();
        }

        return headers;
    }
}
