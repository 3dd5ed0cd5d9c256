namespace DevFlow.Core.Http;

/// <summary>
/// Reads an answer to its end while the attempt still lasts, so that the attempt's time-out, the retry and the error
/// texts also cover a body that stalls or breaks off, and no answer takes more memory than its cap.
/// </summary>
internal sealed class AnswerBufferHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>64 MiB, after decompression; the largest pages of the platforms are below one.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken).ConfigureAwait(false);
            return response;
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
}
