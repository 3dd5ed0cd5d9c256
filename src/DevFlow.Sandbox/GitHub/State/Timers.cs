using System.Collections.Concurrent;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What happens later by itself, in the sandbox's time. Nothing more happens once it is disposed.</summary>
internal sealed class Timers(SandboxClock clock) : IDisposable
{
    private readonly ConcurrentDictionary<object, ITimer> _pending = new();
    private int _ended;

    public void Start(TimeSpan delay, Action action)
    {
        object key = new();
        ITimer timer = clock.Time.CreateTimer(_ => Fire(key, action), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pending[key] = timer;
        if (Volatile.Read(ref _ended) != 0)
        {
            timer.Dispose();
            return;
        }

        timer.Change(clock.Scale(delay), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        Volatile.Write(ref _ended, 1);
        foreach (ITimer timer in _pending.Values)
        {
            timer.Dispose();
        }
    }

    private void Fire(object key, Action action)
    {
        if (_pending.TryRemove(key, out ITimer? timer) && Volatile.Read(ref _ended) == 0)
        {
            timer.Dispose();
            Guarded.Run(action);
        }
    }
}
