using System.Numerics;

namespace DevFlow.Core.Http;

/// <summary>
/// Keeps calls from a host that fails: opens when ten of the last twenty failed, lets one probe through after a while, and
/// closes when that succeeds.
/// </summary>
/// <remarks>
/// By number, not by time as Polly's: that one needs a minimum within some seconds, which a script of slow calls never
/// makes, and after a busy minute it needs as many failures as there were successes.
/// </remarks>
internal sealed class Circuit(string host, string bucket, TimeProvider time, HttpMetrics metrics)
{
    private const int Memory = 20;
    private const int Threshold = 10;
    private const uint Mask = (1u << Memory) - 1;
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    // What failed this long ago says nothing about now.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private CircuitState _state;

    // The newest outcome is the lowest bit; a failure is 1.
    private uint _outcomes;
    private int _calls;
    private DateTimeOffset _failedAt;
    private DateTimeOffset? _openedAt;
    private string? _lastFailure;

    /// <summary>Lets a call through, or says that it may not pass. Who passes must tell how it ended.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            if (_state == CircuitState.Closed)
            {
                return;
            }

            DateTimeOffset retryAt = RetryAt;
            if (_state == CircuitState.HalfOpen || retryAt > time.GetUtcNow())
            {
                throw Refusal(retryAt);
            }

            _state = CircuitState.HalfOpen;
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            if (_state == CircuitState.HalfOpen)
            {
                Close();
            }

            Add(0);
        }
    }

    /// <param name="cause">What failed, in a few words and without a secret.</param>
    public void Failed(string cause)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            _outcomes = FailuresAt(now) == 0 ? 0 : _outcomes;
            (_failedAt, _lastFailure) = (now, cause);
            Add(1);
            bool opens = _state == CircuitState.HalfOpen || (_state == CircuitState.Closed && FailuresAt(now) >= Threshold);
            if (!opens)
            {
                return;
            }

            (_state, _openedAt) = (CircuitState.Open, now);
        }

        metrics.CircuitOpened(host, bucket);
    }

    /// <summary>Takes back a call that ended without telling anything about the host: cancelled, or refused by a limit.</summary>
    public void Abandoned()
    {
        lock (_gate)
        {
            // The next call is the probe instead.
            _state = _state == CircuitState.HalfOpen ? CircuitState.Open : _state;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            Close();
            (_openedAt, _lastFailure) = (null, null);
        }
    }

    public CircuitBreaker Look()
    {
        lock (_gate)
        {
            return new CircuitBreaker
            {
                Host = host,
                Bucket = bucket,
                State = _state,
                Failures = FailuresAt(time.GetUtcNow()),
                Calls = _calls,
                OpenedAt = _openedAt,
                RetryAt = _state == CircuitState.Closed ? null : RetryAt,
                LastFailure = _lastFailure,
            };
        }
    }

    private int FailuresAt(DateTimeOffset now) => now - _failedAt > Forgotten ? 0 : BitOperations.PopCount(_outcomes);

    private DateTimeOffset RetryAt => _openedAt.GetValueOrDefault() + Break;

    private void Add(uint outcome)
    {
        _outcomes = ((_outcomes << 1) | outcome) & Mask;
        _calls = Math.Min(_calls + 1, Memory);
    }

    private void Close() => (_state, _outcomes, _calls) = (CircuitState.Closed, 0, 0);

    private DevFlowException Refusal(DateTimeOffset retryAt)
    {
        DateTimeOffset now = time.GetUtcNow();
        double seconds = Math.Max(1, Math.Ceiling((retryAt - now).TotalSeconds));
        string calls = bucket.Length == 0 ? "calls to it" : $"its '{bucket}' calls";
        return new DevFlowException(
            ErrorReason.CircuitOpen,
            $"{host} failed repeatedly ({_lastFailure}), so {calls} are paused for {seconds} s.",
            "Wait that long, or run Reset-DevFlowCircuitBreaker where you know that it is back; then repeat the command.")
        {
            Target = host,
            Bucket = bucket,
            RetryAt = now.AddSeconds(seconds),
        };
    }
}
