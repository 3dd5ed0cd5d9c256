using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Http;

/// <summary>One line an attempt, for -Verbose. Never headers, never bodies.</summary>
internal sealed class RequestLogHandler(ILogger<RequestLogHandler> logger, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        logger.IsEnabled(LogLevel.Debug) ? SendLoggedAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> SendLoggedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        logger.LogDebug("{Method} {Address} -> {Status} in {Milliseconds:F0} ms", request.Method.Method, request.RequestUri, (int)response.StatusCode, time.GetElapsedTime(started).TotalMilliseconds);
        return response;
    }
}
