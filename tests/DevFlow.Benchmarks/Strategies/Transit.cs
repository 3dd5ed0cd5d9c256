namespace DevFlow.Benchmarks.Strategies;

/// <summary>A distant server: the way there and back takes a log-normal time, so that calls overtake each other.</summary>
internal sealed class Transit(TimeSpan median, int seed, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const double Spread = 0.5;

    private readonly Random _random = new(seed);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (TimeSpan there, TimeSpan back) = Draw();
        await Task.Delay(there, cancellationToken);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        await Task.Delay(back, cancellationToken);
        return response;
    }

    private (TimeSpan There, TimeSpan Back) Draw()
    {
        lock (_random)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
            TimeSpan whole = median * Math.Exp(Spread * normal);
            TimeSpan there = whole * _random.NextDouble();
            return (there, whole - there);
        }
    }
}
