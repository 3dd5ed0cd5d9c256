using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>One process's part of a bucket.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Share
{
    /// <summary>Units of its calls under way; given back by the others when it is gone.</summary>
    public double InFlight;

    /// <summary>Units it was granted, to compare with the others.</summary>
    public double Served;

    /// <summary>When it last took or wanted units.</summary>
    public long ActiveAt;
}
