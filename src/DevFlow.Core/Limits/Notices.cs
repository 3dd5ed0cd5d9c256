using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>What waiting calls are told, kept until no lock is held.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Notices
{
    private List<(Action<RateLimitWait> Listener, RateLimitWait Wait)>? _notices;

    public void Add(Action<RateLimitWait> listener, RateLimitWait wait) => (_notices ??= []).Add((listener, wait));

    public readonly void Raise()
    {
        if (_notices is null)
        {
            return;
        }

        foreach ((Action<RateLimitWait> listener, RateLimitWait wait) in _notices)
        {
            listener(wait);
        }
    }
}
