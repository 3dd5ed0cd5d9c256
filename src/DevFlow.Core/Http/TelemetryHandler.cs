using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Http;

/// <summary>One line an attempt for -Verbose, and one measurement for whoever listens. Never headers, never bodies.</summary>
internal sealed class TelemetryHandler(string connection, ILogger<TelemetryHandler> logger, HttpMetrics metrics, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        logger.IsEnabled(LogLevel.Debug) || metrics.TimesAttempts ? SendTimedAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> SendTimedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            logger.LogDebug("{Method} {Address} -> {Status} in {Milliseconds:F0} ms", request.Method.Method, request.RequestUri, (int)response.StatusCode, time.GetElapsedTime(started).TotalMilliseconds);
            return response;
        }
        finally
        {
            metrics.Attempted(connection, request.Method, (int?)response?.StatusCode, time.GetElapsedTime(started));
        }
    }
}
