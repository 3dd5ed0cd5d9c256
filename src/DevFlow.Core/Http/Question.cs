using System.Runtime.InteropServices;

namespace DevFlow.Core.Http;

/// <summary>What decides an answer that is kept.</summary>
/// <param name="Connection">The connection: another may see other things at the same address.</param>
/// <param name="Address">The address.</param>
/// <param name="Accept">The forms asked for; empty where none are.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Question(string Connection, string Address, string Accept = "")
{
    /// <summary>Of the address alone: it tells nearly all apart, and each call asks.</summary>
    public override int GetHashCode() => Address.GetHashCode(StringComparison.Ordinal);
}
