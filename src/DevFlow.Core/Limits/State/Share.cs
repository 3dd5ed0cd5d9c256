using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>One process's part of a bucket.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Share
{
    // Who neither took nor wanted anything for so long, or does not come though the others wait for it, holds them back no longer.
    private const long LeastPatience = TimeSpan.TicksPerSecond / 4;
    private const long MostPatience = 5 * TimeSpan.TicksPerSecond;

    /// <summary>Units of its calls under way; given back by the others when it is gone.</summary>
    public double InFlight;

    /// <summary>Units it was granted, to compare with the others.</summary>
    public double Served;

    /// <summary>When it last took or wanted units.</summary>
    public long ActiveAt;

    /// <summary>Since when another process waits for it to take its turn; 0: none does.</summary>
    public long AwaitedSince;

    /// <summary>Not 0 while calls of it wait for the bucket.</summary>
    public int IsWaiting;

    /// <summary>True for a process that is using the bucket: it may sleep until the window ends, or be kept from the processor.</summary>
    public readonly bool IsBusy => IsWaiting != 0 || InFlight > 0;

    /// <summary>True where the others leave it its turn.</summary>
    /// <param name="now">The time.</param>
    /// <param name="window">The limit's window: while it lasts, what is kept for a process that is slow to wake is not lost.</param>
    public readonly bool Competes(long now, TimeSpan window)
    {
        long patience = IsWaiting != 0 ? Math.Clamp(window.Ticks / 4, LeastPatience, MostPatience) : LeastPatience;
        return (IsBusy || ActiveAt > now - LeastPatience) && (AwaitedSince == 0 || AwaitedSince > now - patience);
    }

    /// <summary>Notes that it takes or wants units.</summary>
    public void Act(long now) => (ActiveAt, AwaitedSince) = (now, 0);
}
