using System.Globalization;
using System.Net;

namespace DevFlow.Benchmarks.Request;

/// <summary>
/// Answers with GitHub's rate-limit headers when told to. The call is under way by then, as a real one would be, and what
/// follows runs on the teller's stack: asynchronous, yet without a change of threads to drown the figures.
/// </summary>
internal sealed class MemoryAnswers : HttpMessageHandler
{
    private static readonly string Reset = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    private static readonly string Date = DateTimeOffset.UtcNow.ToString("R");

    private TaskCompletionSource<HttpResponseMessage> _waiting = new();
    private HttpRequestMessage? _request;

    /// <summary>Ends the call that waits.</summary>
    public void Answer()
    {
        HttpResponseMessage response = new(HttpStatusCode.OK) { RequestMessage = _request };
        response.Headers.TryAddWithoutValidation("Date", Date);
        response.Headers.TryAddWithoutValidation("x-ratelimit-limit", "5000");
        response.Headers.TryAddWithoutValidation("x-ratelimit-remaining", "4987");
        response.Headers.TryAddWithoutValidation("x-ratelimit-reset", Reset);
        response.Headers.TryAddWithoutValidation("x-ratelimit-resource", "core");
        _waiting.SetResult(response);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (_request, _waiting) = (request, new TaskCompletionSource<HttpResponseMessage>());
        return _waiting.Task;
    }
}
