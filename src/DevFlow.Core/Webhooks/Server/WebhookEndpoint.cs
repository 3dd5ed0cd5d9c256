using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// Answers the requests of one listener. The order is the protection: framing, address, size, signature, and only then
/// is anything parsed or stored. Answers have no body and give no reason; the log does, without body, signature or secret.
/// </summary>
internal sealed class WebhookEndpoint
{
    private const string RetryAfterSeconds = "30";

    private readonly WebhookListenerOptions _options;
    private readonly HealthEndpoint _health;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopped;
    private readonly Dictionary<string, HttpSource> _sources;
    private readonly WebhookBodyBudget _bodies = new(WebhookBodyBudget.Default);
    private long _rejected;

    public WebhookEndpoint(WebhookListenerOptions options, TimeProvider time, ILogger logger, CancellationToken stopped)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _stopped = stopped;
        _health = new HealthEndpoint(options, () => Rejected, time);
        _sources = options.Sources.ToDictionary(static source => source.Path, StringComparer.Ordinal);
    }

    /// <summary>Requests turned away, to whatever path.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>The port for health and figures alone; 0 where they share the deliveries'.</summary>
    public int HealthPort { get; set; }

    public async Task HandleAsync(HttpContext context)
    {
        HttpSource? source = null;
        try
        {
            source = await FindAsync(context).ConfigureAwait(false);
            if (source is not null)
            {
                await AnswerAsync(context, source).ConfigureAwait(false);
            }
        }
        catch (BadHttpRequestException refused)
        {
            // Kestrel's own verdict while the body was read: 400 broken chunk, 408 too slow, 413 past its cap.
            Refuse(context, source, refused.StatusCode, "the body could not be read");
        }
        catch (WebhookBusyException)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            Refuse(context, source, StatusCodes.Status429TooManyRequests, "too many large bodies are being received at once");
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested && gone is IOException or OperationCanceledException)
        {
            _logger.LogDebug("Listener {Listener}: the sender hung up before its request was complete.", _options.Name);
        }
    }

    // Null where the request is answered.
    private async ValueTask<HttpSource?> FindAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (HasTwoLengths(request))
        {
            Refuse(context, source: null, StatusCodes.Status400BadRequest, "it has both Transfer-Encoding and Content-Length");
            return null;
        }

        string path = request.Path.Value ?? "";
        bool isHealthPort = HealthPort != 0 && context.Connection.LocalPort == HealthPort;
        if (!isHealthPort && _sources.TryGetValue(path, out HttpSource? source))
        {
            return source;
        }

        switch (await _health.TryAnswerAsync(context, path, isAlone: HealthPort != 0 && !isHealthPort).ConfigureAwait(false))
        {
            case StatusCodes.Status404NotFound:
                Refuse(context, source: null, StatusCodes.Status404NotFound, "the path is none of the listener's");
                break;
            case StatusCodes.Status405MethodNotAllowed:
                context.Response.Headers.Allow = HttpMethods.Get;
                Refuse(context, source: null, StatusCodes.Status405MethodNotAllowed, "the method is not GET");
                break;
            default:
                break;
        }

        return null;
    }

    private async Task AnswerAsync(HttpContext context, HttpSource source)
    {
        HttpRequest request = context.Request;
        // Methods are told apart by their case (RFC 9110, 9.1), and so do proxies.
        if (request.Method != HttpMethods.Post)
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            Refuse(context, source, StatusCodes.Status405MethodNotAllowed, "the method is not POST");
            return;
        }

        if (!source.AllowFrom.IsEmpty && (ClientOf(context) is not { } client || !source.AllowFrom.Contains(client)))
        {
            Refuse(context, source, StatusCodes.Status403Forbidden, "the sender's address is not on the source's list");
            return;
        }

        // The signature is over the bytes as sent, and no platform compresses: unpacking would only open the door to bombs.
        if (request.Headers.ContentEncoding.Count > 0)
        {
            Refuse(context, source, StatusCodes.Status415UnsupportedMediaType, "the body is compressed");
            return;
        }

        if (request.ContentLength > source.MaxBodyLength)
        {
            Refuse(context, source, StatusCodes.Status413PayloadTooLarge, "the body is larger than the source takes");
            return;
        }

        using WebhookBody? body = await WebhookBody.ReadAsync(request.Body, request.ContentLength, source.MaxBodyLength, _bodies, context.RequestAborted).ConfigureAwait(false);
        if (body is null)
        {
            Refuse(context, source, StatusCodes.Status413PayloadTooLarge, "the body is larger than the source takes");
            return;
        }

        long arrived = _time.GetTimestamp();
        WebhookRequest delivery = new(new RequestHeaders(request.Headers), body.Bytes, _time.GetUtcNow()) { Target = source.Path + request.QueryString.Value };
        WebhookSecretMatch match = Verify(source, delivery);
        if (match == WebhookSecretMatch.None)
        {
            Refuse(context, source, StatusCodes.Status401Unauthorized, "the signature is missing or wrong", close: false, bytes: body.Bytes.Length);
            return;
        }

        // Not cancelled when the sender hangs up: what is verified is kept, for GitHub never sends it again.
        InboxAnswer answer = await _options.Inbox.TakeAsync(source.Source, delivery, _stopped).ConfigureAwait(false);
        int status = StatusOf(answer.Outcome);
        context.Response.StatusCode = status;
        TimeSpan duration = _time.GetElapsedTime(arrived);
        source.Source.Count(answer.Outcome, match, delivery.ReceivedAt);
        source.Source.Durations.Add(duration);
        Log(context, source, delivery, answer, match, status, duration);
        if (answer.Reply is { } reply)
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(reply, context.RequestAborted).ConfigureAwait(false);
        }
        else if (answer.Outcome == WebhookOutcome.NotStored)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
    }

    private void Log(HttpContext context, HttpSource source, WebhookRequest delivery, in InboxAnswer answer, WebhookSecretMatch match, int status, TimeSpan duration)
    {
        if (answer.Outcome is WebhookOutcome.Unreadable or WebhookOutcome.Failed)
        {
            Interlocked.Increment(ref _rejected);
        }

        if (_logger.IsEnabled(LogLevel.Debug))
        {
            _logger.LogDebug("Listener {Listener}, source {Source}: {Topic} {Id} {Outcome}.", _options.Name, source.Source.Name, answer.Event?.Topic, answer.Event?.Id, answer.Outcome);
        }

        _options.Log?.Invoke(new WebhookDelivery
        {
            ReceivedAt = delivery.ReceivedAt,
            Listener = _options.Name,
            Source = source.Source.Name,
            Outcome = answer.Outcome,
            Status = status,
            Reason = answer.Reason,
            Client = ClientOf(context)?.ToString(),
            Bytes = delivery.Body.Length,
            Duration = duration,
            Match = match,
            Topic = answer.Event?.Topic,
            EventId = answer.Event?.Id,
            EventSequence = answer.Event?.Sequence ?? 0,
        });
    }

    private WebhookSecretMatch Verify(HttpSource source, WebhookRequest delivery)
    {
        try
        {
            return source.Secrets.Verify(source.Source.Scheme, delivery);
        }
        catch (Exception failure)
        {
            _logger.LogError("Source {Source}: the plugin {Platform} failed to verify a delivery ({Cause}); it counts as unsigned.", source.Source.Name, source.Source.Platform, failure.GetType().Name);
            return WebhookSecretMatch.None;
        }
    }

    // The one table of answers. 400 and 500 tell the sender's owner something that 200 would hide; of these, nothing but a store that fails gives 503.
    private static int StatusOf(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.NotStored => StatusCodes.Status503ServiceUnavailable,
        WebhookOutcome.Unreadable => StatusCodes.Status400BadRequest,
        WebhookOutcome.Failed => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status200OK,
    };

    /// <param name="context">The request.</param>
    /// <param name="source">The source it is for; null where it is for none.</param>
    /// <param name="status">The answer.</param>
    /// <param name="cause">For the log only; never taken from the request.</param>
    /// <param name="close">True where the body may be unread: closing is cheaper and safer than draining it.</param>
    /// <param name="bytes">What was read of the body.</param>
    private void Refuse(HttpContext context, HttpSource? source, int status, string cause, bool close = true, int bytes = 0)
    {
        Interlocked.Increment(ref _rejected);
        DateTimeOffset now = _time.GetUtcNow();
        source?.Source.Count(WebhookOutcome.Rejected, WebhookSecretMatch.None, now);
        _logger.LogWarning("Listener {Listener}: a request to {Source} was refused with {Status}: {Cause}.", _options.Name, source?.Source.Name ?? "no source", status, cause);
        _options.Log?.Invoke(new WebhookDelivery
        {
            ReceivedAt = now,
            Listener = _options.Name,
            Source = source?.Source.Name ?? "",
            Outcome = WebhookOutcome.Rejected,
            Status = status,
            Reason = cause,
            Client = ClientOf(context)?.ToString(),
            Bytes = bytes,
        });
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        if (close && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
    }

    private IPAddress? ClientOf(HttpContext context) => context.Connection.RemoteIpAddress is { } peer
        ? ForwardedClient.Of(peer, context.Request.Headers[ForwardedClient.Header], _options.Proxies)
        : null;

    // Kestrel takes such a request as chunked and moves the length to X-Content-Length; a proxy in front may go by the
    // length instead and see another request boundary (RFC 9112, 6.1: "ought to be handled as an error").
    private static bool HasTwoLengths(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0
        && (request.ContentLength is not null || request.Headers.ContainsKey("X-Content-Length"));
}
