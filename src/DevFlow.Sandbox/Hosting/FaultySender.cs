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
    /// <returns>The answer where that was the end of it; null where the request goes on.</returns>
    public async ValueTask<Answer?> BeforeAsync(RequestFaults faults, CancellationToken cancellationToken)
    {
        if (faults.Latency > TimeSpan.Zero)
        {
            await Task.Delay(faults.Latency, time, cancellationToken).ConfigureAwait(false);
        }

        if (faults.ResetBefore)
        {
            return Answer.Reset;
        }

        return faults.Status is { } status
            ? Answer.Text(status, "text/plain; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"The sandbox was told to answer {status}.\n"))
            : null;
    }

    /// <summary>Sends an answer.</summary>
    public async ValueTask SendAsync(HttpContext context, Answer answer, RequestFaults faults, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(answer, Answer.Handled))
        {
            return;
        }

        if (faults.ResetAfter || ReferenceEquals(answer, Answer.Reset))
        {
            context.Abort();
            return;
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
    }

    private async ValueTask SendBodyAsync(HttpContext context, ReadOnlyMemory<byte> body, RequestFaults faults, CancellationToken cancellationToken)
    {
        HttpResponse response = context.Response;
        if (faults.Truncate)
        {
            // Kestrel closes the connection behind a body shorter than its length says; a reset could swallow what was sent.
            await response.Body.WriteAsync(body[..(body.Length / 2)], cancellationToken).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
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
