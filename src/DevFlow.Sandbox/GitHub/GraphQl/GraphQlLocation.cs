using System.Runtime.InteropServices;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A place in a query, counted from 1.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GraphQlLocation(int Line, int Column);
