using System.Collections.Concurrent;

namespace DevFlow.Core.Http;

/// <summary>What is known of a host's health: how many repeats it may be sent, and which of its classes of calls fail.</summary>
internal sealed class HostState(string name, TimeProvider time, HttpMetrics metrics)
{
    private readonly ConcurrentDictionary<string, Circuit> _circuits = new(StringComparer.Ordinal);

    /// <summary>The origin, without a slash at its end.</summary>
    public string Name => name;

    public RetryBudget Retries { get; } = new(time);

    public IEnumerable<Circuit> Circuits => _circuits.Values;

    /// <param name="bucket">The class of calls; empty where it is not known.</param>
    public Circuit Circuit(string bucket) =>
        _circuits.TryGetValue(bucket, out Circuit? circuit) ? circuit : _circuits.GetOrAdd(bucket, key => new Circuit(name, key, time, metrics));
}
