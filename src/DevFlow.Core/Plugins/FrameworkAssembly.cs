using System.Reflection;

namespace DevFlow.Core.Plugins;

/// <summary>Tells what every .NET host has from what a load context must bring itself.</summary>
internal static class FrameworkAssembly
{
    public static bool IsFramework(AssemblyName name) =>
        name.Name is { } simple
        && (simple.StartsWith("System.", StringComparison.Ordinal)
            || simple.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)
            || simple is "System" or "netstandard" or "mscorlib" or "Microsoft.CSharp" or "WindowsBase");
}
