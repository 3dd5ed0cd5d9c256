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

    // To set a timer costs more than all else here: calls that follow one another share one, and have up to this much less.
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);

    private TimeLimit? _spare;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        TimeLimit limit = Rent();
        CancellationTokenRegistration caller = cancellationToken.UnsafeRegister(static limit => ((TimeLimit)limit!).Cancel(), limit);
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
            // One that is just being cancelled may not reach the next call.
            if (caller.Unregister() || !cancellationToken.CanBeCanceled)
            {
                Return(limit);
            }
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

    private TimeLimit Rent()
    {
        long now = time.GetTimestamp();
        TimeLimit? spare = Interlocked.Exchange(ref _spare, null);
        if (spare is not null && time.GetElapsedTime(spare.SetAt, now) < Shared)
        {
            return spare;
        }

        spare?.Dispose();
        return new TimeLimit(time) { SetAt = now };
    }

    private void Return(TimeLimit limit)
    {
        if (limit.IsCancellationRequested || Interlocked.CompareExchange(ref _spare, limit, null) is not null)
        {
            limit.Dispose();
        }
    }

    private sealed class TimeLimit(TimeProvider time) : CancellationTokenSource(Longest, time)
    {
        public required long SetAt { get; init; }
    }
}
