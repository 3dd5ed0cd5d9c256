using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Webhooks;

/// <summary>Whether a hook still gets deliveries. Thread-safe.</summary>
internal sealed class HookHealth(DisableRule? rule, SandboxClock clock)
{
    // Enough for 30,000 deliveries an hour, Slack's ceiling: the window is counted by the minute.
    private const int Slots = 60;

    private readonly Lock _gate = new();
    private readonly TimeSpan _slot = rule is FailureShare share ? clock.Scale(share.Window) / Slots : TimeSpan.Zero;
    private readonly Queue<(DateTimeOffset Start, int Total, int Failed)> _slots = new();
    private (DateTimeOffset Start, int Total, int Failed) _current;
    private DateTimeOffset? _failingSince;
    private int _inARow;

    /// <summary>Failures since the last success.</summary>
    public int FailuresInARow
    {
        get
        {
            lock (_gate)
            {
                return _inARow;
            }
        }
    }

    /// <summary>Until when the hook is off; <see cref="DateTimeOffset.MaxValue"/> until somebody switches it on, null while it is on.</summary>
    public DateTimeOffset? DisabledUntil
    {
        get
        {
            lock (_gate)
            {
                return field > clock.Now ? field : null;
            }
        }

        private set;
    }

    public bool IsOn => DisabledUntil is null;

    /// <summary>True where every delivery of so long a time has failed.</summary>
    public bool HasFailedFor(TimeSpan duration)
    {
        lock (_gate)
        {
            return _failingSince is { } since && clock.Now - since >= clock.Scale(duration);
        }
    }

    public void Record(bool succeeded)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.Now;
            Count(now, succeeded);
            if (succeeded)
            {
                _inARow = 0;
                _failingSince = null;
                DisabledUntil = null;
                return;
            }

            _inARow++;
            _failingSince ??= now;
            if (rule?.Judge(Tally()) is { } off)
            {
                DisabledUntil = off == TimeSpan.MaxValue ? DateTimeOffset.MaxValue : now + clock.Scale(off);
            }
        }
    }

    /// <summary>Switches the hook on and forgets its failures.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _inARow = 0;
            _failingSince = null;
            DisabledUntil = null;
            _slots.Clear();
            _current = default;
        }
    }

    private void Count(DateTimeOffset now, bool succeeded)
    {
        if (_slot == TimeSpan.Zero)
        {
            return;
        }

        if (now - _current.Start >= _slot)
        {
            _slots.Enqueue(_current);
            _current = (now, 0, 0);
        }

        while (_slots.TryPeek(out (DateTimeOffset Start, int Total, int Failed) oldest) && now - oldest.Start >= _slot * Slots)
        {
            _slots.Dequeue();
        }

        _current = (_current.Start, _current.Total + 1, _current.Failed + (succeeded ? 0 : 1));
    }

    private DeliveryTally Tally()
    {
        (int total, int failed) = (_current.Total, _current.Failed);
        foreach ((_, int slotTotal, int slotFailed) in _slots)
        {
            total += slotTotal;
            failed += slotFailed;
        }

        return new(_inARow, total, failed);
    }
}
