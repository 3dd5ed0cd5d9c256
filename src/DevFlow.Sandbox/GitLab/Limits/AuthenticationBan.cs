using System.Collections.Concurrent;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Limits;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Shuts out an address for a quarter of an hour after too many bad tokens: 403 to everything, without a header.</summary>
internal sealed class AuthenticationBan(LimitSetting setting, SandboxClock clock)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    private readonly Keyed<string, EpochWindow> _failures =
        new(_ => new EpochWindow(setting.Requests, clock.Scale(setting.Period), clock.Time));

    private readonly ConcurrentDictionary<string, DateTimeOffset> _bans = new(StringComparer.Ordinal);

    public bool IsBanned(string address)
    {
        if (_bans.IsEmpty || !_bans.TryGetValue(address, out DateTimeOffset end))
        {
            return false;
        }

        if (clock.Now < end)
        {
            return true;
        }

        _bans.TryRemove(new(address, end));
        return false;
    }

    public void Count(string address)
    {
        _failures[address].TryTake(1, out Reading reading);
        if (reading.Remaining == 0)
        {
            _bans[address] = clock.Now + clock.Scale(Length);
        }
    }
}
