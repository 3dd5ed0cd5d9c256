namespace DevFlow.Benchmarks.Strategies;

/// <summary>A refusal of one call makes all of them wait, as in node-slack-sdk's queue.</summary>
internal sealed class PauseAll(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly Lock _gate = new();
    private Task _pause = Task.CompletedTask;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Pause();
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            if (Refusal.WaitOf(response) is not { } wait)
            {
                return response;
            }

            response.Dispose();
            lock (_gate)
            {
                _pause = Task.WhenAll(_pause, Task.Delay(wait, cancellationToken));
            }
        }
    }

    private Task Pause()
    {
        lock (_gate)
        {
            return _pause;
        }
    }
}
