namespace DevFlow.Core.Http;

/// <summary>Notes of the newest answer how long it took, and when it was by the server's clock.</summary>
internal sealed class AnswerTimes(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    // The Date header has whole seconds: on average it is half of one ago.
    private static readonly TimeSpan HalfSecond = TimeSpan.FromSeconds(0.5);

    public TimeSpan? Latency { get; private set; }

    /// <summary>How far this machine's clock is ahead; null where the answer has no date.</summary>
    public TimeSpan? ClockOffset { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        long sent = time.GetTimestamp();
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        TimeSpan latency = time.GetElapsedTime(sent);
        Latency = latency;
        ClockOffset = response.Headers.Date is { } date
            ? TimeSpan.FromSeconds(Math.Round((time.GetUtcNow() - (latency / 2) - (date + HalfSecond)).TotalSeconds, MidpointRounding.ToZero))
            : null;
        return response;
    }
}
