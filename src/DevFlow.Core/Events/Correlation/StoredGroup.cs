using System.Runtime.InteropServices;

namespace DevFlow.Core.Events.Correlation;

/// <summary>A row of the groups: the correlation's name, and the group it became part of.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredGroup(string Name, long? Parent);
