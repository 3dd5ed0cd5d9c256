namespace DevFlow.Benchmarks.Strategies;

/// <summary>
/// What octokit's throttling plugin does with reads: ten at once, and a refused call comes back a second after the window's end.
/// It looks at no number of calls left.
/// </summary>
internal sealed class OctokitThrottle(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int AtOnce = 10;

    private readonly SemaphoreSlim _slots = new(AtOnce);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _slots.WaitAsync(cancellationToken);
            HttpResponseMessage response;
            try
            {
                response = await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                _slots.Release();
            }

            if (Refusal.WaitOf(response) is not { } wait)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds) + 1), cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _slots.Dispose();
        base.Dispose(disposing);
    }
}
