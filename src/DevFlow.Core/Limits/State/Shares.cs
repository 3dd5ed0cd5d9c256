using System.Runtime.CompilerServices;

namespace DevFlow.Core.Limits;

/// <summary>What each process has of a bucket, by its place in <see cref="StateHeader.Processes"/>.</summary>
[InlineArray(Count)]
internal struct Shares
{
    /// <summary>How many processes may use one memory.</summary>
    public const int Count = 32;

    private Share _first;

    /// <summary>Forgets what is no number of units.</summary>
    /// <returns>Units in flight, of all together.</returns>
    public double Repair()
    {
        double inFlight = 0;
        for (int i = 0; i < Count; i++)
        {
            ref Share share = ref this[i];
            (share.InFlight, share.Served) = (Amount.Sane(share.InFlight), Amount.Sane(share.Served));
            inFlight += share.InFlight;
        }

        return inFlight;
    }
}
