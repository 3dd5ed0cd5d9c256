using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DevFlow.Core.Http;

/// <summary>
/// What the chain counts, for whoever listens to the meter <c>DevFlow</c> (dotnet-counters, OpenTelemetry). Names follow
/// OpenTelemetry's conventions; tags hold no path, for those name people and projects.
/// </summary>
internal sealed class HttpMetrics : IDisposable
{
    public const string MeterName = "DevFlow";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _attempts;
    private readonly Histogram<double> _waits;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _openings;
    private readonly Counter<long> _unchanged;

    public HttpMetrics()
    {
        _attempts = _meter.CreateHistogram<double>("devflow.http.attempt.duration", "s", "Attempts, each from its sending to the end of its answer.");
        _waits = _meter.CreateHistogram<double>("devflow.ratelimit.wait.duration", "s", "Waits for a rate limit.");
        _refusals = _meter.CreateCounter<long>("devflow.ratelimit.refusals", "{refusal}", "Calls a platform refused because of a limit.");
        _retries = _meter.CreateCounter<long>("devflow.http.retries", "{retry}", "Attempts after the first.");
        _openings = _meter.CreateCounter<long>("devflow.circuit.openings", "{opening}", "Circuit breakers that opened.");
        _unchanged = _meter.CreateCounter<long>("devflow.http.cache.unchanged", "{answer}", "Answers that were not sent again because they had not changed.");
    }

    /// <summary>True where somebody listens to the attempts: only then they are timed.</summary>
    public bool TimesAttempts => _attempts.Enabled;

    public void Attempted(string connection, HttpMethod method, int? status, TimeSpan duration) =>
        _attempts.Record(duration.TotalSeconds, new TagList { { "devflow.connection", connection }, { "http.request.method", method.Method }, { "http.response.status_code", status } });

    public void Waited(string connection, string? bucket, TimeSpan duration) =>
        _waits.Record(duration.TotalSeconds, new TagList { { "devflow.connection", connection }, { "devflow.bucket", bucket } });

    public void Refused(string connection, string reason) =>
        _refusals.Add(1, new TagList { { "devflow.connection", connection }, { "devflow.reason", reason } });

    public void Retried(string host, AttemptOutcome outcome) =>
        _retries.Add(1, new TagList { { "server.address", host }, { "devflow.outcome", outcome.ToString() } });

    public void CircuitOpened(string host, string bucket) =>
        _openings.Add(1, new TagList { { "server.address", host }, { "devflow.bucket", bucket } });

    public void Unchanged(string connection) => _unchanged.Add(1, new KeyValuePair<string, object?>("devflow.connection", connection));

    /// <summary>To tell this engine's measurements from another's in the same process.</summary>
    public Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();
}
