namespace DevFlow.Benchmarks.Strategies;

/// <summary>Every call waits for itself when it is refused, as python-gitlab and PyGithub do.</summary>
internal sealed class RetryAfterEach(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        while (true)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (Refusal.WaitOf(response) is not { } wait)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(wait, cancellationToken);
        }
    }
}
