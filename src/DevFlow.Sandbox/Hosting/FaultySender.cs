using System.Globalization;
using DevFlow.Sandbox.Faults;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Hosting;

/// <summary>Sends answers, whole or as the faults will have it.</summary>
internal sealed class FaultySender(TimeProvider time)
{
    /// <summary>How many pieces a slow body has.</summary>
    private const int Drips = 20;

    /// <summary>Does the faults that come before the request is looked at.</summary>
    /// <returns>The status, 0 for a reset, where that was the end of it; null where the request goes on.</returns>
    public async ValueTask<int?> TryBeforeAsync(HttpContext context, RequestFaults faults, CancellationToken cancellationToken)
    {
        if (faults.Latency > TimeSpan.Zero)
        {
            await Task.Delay(faults.Latency, time, cancellationToken).ConfigureAwait(false);
        }

        if (faults.ResetBefore)
        {
            context.Abort();
            return 0;
        }

        if (faults.Status is not { } status)
        {
            return null;
        }

        using Answer answer = Answer.Text(status, "text/plain; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"The sandbox was told to answer {status}.\n"));
        return await SendAsync(context, answer, faults, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what a platform answered.</summary>
    /// <returns>The status; 0 where the connection was reset before one was sent.</returns>
    public async ValueTask<int> SendAsync(HttpContext context, Answer answer, RequestFaults faults, CancellationToken cancellationToken)
    {
        if (faults.ResetAfter)
        {
            context.Abort();
            return 0;
        }

        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        ReadOnlyMemory<byte> body = answer.Finish();
        if (answer.ContentType is { } contentType)
        {
            response.ContentType = contentType;
            response.ContentLength = body.Length;
            await SendBodyAsync(context, body, faults, cancellationToken).ConfigureAwait(false);
        }

        if (!faults.Truncate)
        {
            await response.CompleteAsync().ConfigureAwait(false);
        }

        return answer.Status;
    }

    private async ValueTask SendBodyAsync(HttpContext context, ReadOnlyMemory<byte> body, RequestFaults faults, CancellationToken cancellationToken)
    {
        HttpResponse response = context.Response;
        if (faults.Truncate)
        {
            await response.Body.WriteAsync(body[..(body.Length / 2)], cancellationToken).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            context.Abort();
            return;
        }

        if (faults.SlowBody == TimeSpan.Zero)
        {
            await response.Body.WriteAsync(body, cancellationToken).ConfigureAwait(false);
            return;
        }

        int size = Math.Max(1, (body.Length + Drips - 1) / Drips);
        for (int start = 0; start < body.Length; start += size)
        {
            await Task.Delay(faults.SlowBody / Drips, time, cancellationToken).ConfigureAwait(false);
            await response.Body.WriteAsync(body.Slice(start, Math.Min(size, body.Length - start)), cancellationToken).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
