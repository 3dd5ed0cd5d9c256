using System.Globalization;
using System.Net;

namespace DevFlow.Benchmarks.Strategies;

/// <summary>Counts what the server answers in each of its windows, and cancels when so many of them are over.</summary>
internal sealed class WindowTally(int windows, CancellationTokenSource stop, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, int> _granted = [];

    /// <summary>Calls the server refused for its limit.</summary>
    public int Refused { get; private set; }

    /// <summary>Calls it carried out in the windows that are over.</summary>
    public int Granted => _granted.Take(windows).Sum(static window => window.Value);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        lock (_gate)
        {
            Count(response);
        }

        return response;
    }

    private void Count(HttpResponseMessage response)
    {
        if (_granted.Count > windows)
        {
            return;
        }

        if (response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests)
        {
            Refused++;
            return;
        }

        response.EnsureSuccessStatusCode();
        long end = long.Parse(response.Headers.GetValues("x-ratelimit-reset").Single(), CultureInfo.InvariantCulture);
        _granted[end] = _granted.GetValueOrDefault(end) + 1;
        if (_granted.Count > windows)
        {
            stop.Cancel();
        }
    }
}
