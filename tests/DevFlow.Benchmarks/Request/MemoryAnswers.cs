using System.Net;

namespace DevFlow.Benchmarks.Request;

/// <summary>Answers at once with GitHub's rate-limit headers.</summary>
internal sealed class MemoryAnswers : HttpMessageHandler
{
    private static readonly string Reset = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A real call does not end where it began; without this every handler would take its synchronous path.
        await Task.Yield();
        HttpResponseMessage response = new(HttpStatusCode.OK) { RequestMessage = request };
        response.Headers.TryAddWithoutValidation("Date", DateTimeOffset.UtcNow.ToString("R"));
        response.Headers.TryAddWithoutValidation("x-ratelimit-limit", "5000");
        response.Headers.TryAddWithoutValidation("x-ratelimit-remaining", "4987");
        response.Headers.TryAddWithoutValidation("x-ratelimit-reset", Reset);
        response.Headers.TryAddWithoutValidation("x-ratelimit-resource", "core");
        return response;
    }
}
