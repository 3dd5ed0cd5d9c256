using System.Net;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// <c>/healthz</c>: the process answers. <c>/readyz</c>: what is sent is stored. <c>/metrics</c>: the figures, as OpenMetrics. Without a port
/// of their own the last two are told to callers on this machine only.
/// </summary>
internal sealed class HealthEndpoint(WebhookListenerOptions options, Func<long> rejected, TimeProvider time)
{
    // Events that wait for handlers; beyond it a listener is better left alone for a while.
    private const long MostWaiting = 100_000;

    /// <summary>Answers a request for health or figures.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path.</param>
    /// <param name="isAlone">True where there is another port for them.</param>
    /// <returns>200 where it is answered; else what it is to be refused with.</returns>
    public async ValueTask<int> TryAnswerAsync(HttpContext context, string path, bool isAlone)
    {
        bool isKnown = !isAlone && path switch
        {
            "/healthz" => true,
            "/readyz" or "/metrics" => IsLocal(context),
            _ => false,
        };
        if (!isKnown)
        {
            return StatusCodes.Status404NotFound;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return StatusCodes.Status405MethodNotAllowed;
        }

        switch (path)
        {
            case "/readyz":
                context.Response.StatusCode = await IsReadyAsync(context.RequestAborted).ConfigureAwait(false) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                break;
            case "/metrics":
                EventStatistics? bus = await StatisticsAsync(context.RequestAborted).ConfigureAwait(false);
                context.Response.ContentType = ListenerMetrics.ContentType;
                await context.Response.WriteAsync(ListenerMetrics.Write(options, rejected(), bus, time.GetUtcNow()), context.RequestAborted).ConfigureAwait(false);
                break;
            default:
                break;
        }

        return StatusCodes.Status200OK;
    }

    // A proxy on this machine that passes on more than it should says for whom.
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer) && !context.Request.Headers.ContainsKey(ForwardedClient.Header);

    // A store that failed is asked again by the next delivery; what can be asked now is whether the journal can be read.
    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        options.Inbox.IsWritable
        && (options.Bus is null || await StatisticsAsync(cancellationToken).ConfigureAwait(false) is { Waiting: < MostWaiting });

    private async Task<EventStatistics?> StatisticsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return options.Bus is null ? null : await options.Bus(cancellationToken).ConfigureAwait(false);
        }
        catch (DevFlowException)
        {
            return null;
        }
    }
}
