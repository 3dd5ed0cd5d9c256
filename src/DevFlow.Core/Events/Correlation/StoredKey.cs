using System.Runtime.InteropServices;

namespace DevFlow.Core.Events.Correlation;

/// <summary>A row of the keys: the group it was last seen in, and the day.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredKey(long Group, int Seen);
