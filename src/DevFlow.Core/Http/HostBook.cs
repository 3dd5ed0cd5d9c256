using System.Collections.Concurrent;

namespace DevFlow.Core.Http;

/// <summary>The hosts this session calls.</summary>
internal sealed class HostBook(TimeProvider time, HttpMetrics metrics)
{
    private readonly ConcurrentDictionary<(string Scheme, string Host, int Port), HostState> _hosts = new();

    public HostState For(Uri address)
    {
        (string Scheme, string IdnHost, int Port) key = (address.Scheme, address.IdnHost, address.Port);
        return _hosts.TryGetValue(key, out HostState? host)
            ? host
            : _hosts.GetOrAdd(key, _ => new HostState(address.GetLeftPart(UriPartial.Authority), time, metrics));
    }

    public IReadOnlyList<CircuitBreaker> ListCircuits() =>
        [.. _hosts.Values.SelectMany(static host => host.Circuits).Select(static circuit => circuit.Look()).OrderBy(static circuit => circuit.Host, StringComparer.Ordinal).ThenBy(static circuit => circuit.Bucket, StringComparer.Ordinal)];

    /// <summary>Closes a breaker and forgets its failures.</summary>
    /// <returns>How it stands now; null where there is none of this name.</returns>
    public CircuitBreaker? ResetCircuit(string host, string bucket)
    {
        Circuit? circuit = _hosts.Values.FirstOrDefault(state => string.Equals(state.Name, host, StringComparison.OrdinalIgnoreCase))?.Circuits.FirstOrDefault(one => one.Look().Bucket == bucket);
        circuit?.Reset();
        return circuit?.Look();
    }
}
