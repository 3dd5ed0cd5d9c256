using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Logins;

/// <summary>
/// The clock of a machine that waits no longer than it must: each wait is over at once, and the server's clock goes on by what that
/// took in truth, which is less where the machine's clock runs fast.
/// </summary>
/// <param name="server">The server's clock.</param>
/// <param name="speed">How much this machine's clock passes in a second of the server's.</param>
internal sealed class DriftingClock(FakeTimeProvider server, double speed) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = server.GetUtcNow();

    /// <summary>The waits there were, by this machine's clock.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _now += dueTime;
            Waits.Add(dueTime);
        }

        server.Advance(dueTime / speed);
        return TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
