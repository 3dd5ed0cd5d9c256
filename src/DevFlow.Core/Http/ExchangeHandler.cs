using System.Collections.Concurrent;

namespace DevFlow.Core.Http;

/// <summary>
/// One exchange with a server: sends the request and reads the answer to its end, within the time and the memory an answer may
/// take. So retries and error texts also cover a body that stalls or breaks off.
/// </summary>
internal sealed class ExchangeHandler(TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>64 MiB, after decompression; the largest pages of the platforms are below one.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(100);

    // Used again with their timers: few calls ever see one fire.
    private readonly ConcurrentQueue<CancellationTokenSource> _spare = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        CancellationTokenSource limit = Rent();
        CancellationTokenRegistration caller = cancellationToken.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        try
        {
            HttpResponseMessage response;
            using (AuthenticatedRequest.Reveal(request))
            {
                response = await base.SendAsync(request, limit.Token).ConfigureAwait(false);
            }

            await ReadToEndAsync(request, response, limit.Token).ConfigureAwait(false);
            return response;
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            string host = request.RequestUri!.GetLeftPart(UriPartial.Authority);
            throw new DevFlowException(ErrorReason.TimedOut, $"{host} did not answer within {Longest.TotalSeconds:F0} s.", "Try again; if it stays so, check the platform's status page.", exception) { Target = host };
        }
        finally
        {
            // It waits for a cancellation that is just being passed on, so that none reaches the next call.
            await caller.DisposeAsync().ConfigureAwait(false);
            Return(limit);
        }
    }

    private static async Task ReadToEndAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            response.Dispose();
            throw new DevFlowException(ErrorReason.RequestFailed, $"The answer of {request.RequestUri} is larger than {MaxBytes / 1024 / 1024} MiB.", "Ask for less: a smaller page, a filter, or another tool for downloads.", exception)
            {
                Target = request.RequestUri?.AbsolutePath,
                StatusCode = (int)response.StatusCode,
            };
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private CancellationTokenSource Rent()
    {
        if (!_spare.TryDequeue(out CancellationTokenSource? limit))
        {
            return new CancellationTokenSource(Longest, time);
        }

        limit.CancelAfter(Longest);
        return limit;
    }

    private void Return(CancellationTokenSource limit)
    {
        if (limit.TryReset())
        {
            _spare.Enqueue(limit);
        }
        else
        {
            limit.Dispose();
        }
    }
}
