using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DevFlow.Core.Limits;

/// <summary>The place of a process that uses the state; free where <see cref="Identity"/> is 0.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProcessSlot
{
    /// <summary>As <see cref="ProcessIdentity.Value"/>.</summary>
    public long Identity;

    [InlineArray(Shares.Count)]
    internal struct Table
    {
        private ProcessSlot _first;
    }
}
