using System.Reflection;
using System.Runtime.InteropServices;

namespace DevFlow.PowerShell.Module;

/// <summary>
/// The engine's own world: the engine and every package come from <c>engine/</c>, Kestrel from <c>engine/aspnetcore/&lt;rid&gt;/</c>.
/// </summary>
internal sealed class EngineLoadContext(string moduleFolder) : PrivateLoadContext("DevFlow")
{
    public const string EngineAssembly = "DevFlow.Core";

    private static readonly string Rid = CurrentRid();

    private readonly string _engine = Path.Combine(moduleFolder, "engine");

    protected override Assembly? Find(AssemblyName assemblyName)
    {
        string file = assemblyName.Name + ".dll";
        foreach (string candidate in (ReadOnlySpan<string>)[Path.Combine(_engine, file), Path.Combine(_engine, "aspnetcore", Rid, file)])
        {
            if (File.Exists(candidate))
            {
                return LoadFromAssemblyPath(candidate);
            }
        }

        return null;
    }

    protected override string Missing(string assembly) => $"DevFlow does not carry the assembly '{assembly}' for {Rid}.";

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string native = Path.Combine(_engine, "runtimes", Rid, "native");
        foreach (string file in (ReadOnlySpan<string>)[unmanagedDllName, unmanagedDllName + ".dll", $"lib{unmanagedDllName}.so", $"lib{unmanagedDllName}.dylib"])
        {
            string path = Path.Combine(native, file);
            if (File.Exists(path))
            {
                return LoadUnmanagedDllFromPath(path);
            }
        }

        return 0;
    }

    // RuntimeInformation.RuntimeIdentifier may name a distribution; the payload is cut by system and processor only.
    private static string CurrentRid()
    {
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        if (OperatingSystem.IsWindows())
        {
            return $"win-{architecture}";
        }

        if (OperatingSystem.IsMacOS())
        {
            return $"osx-{architecture}";
        }

        return RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal)
            ? $"linux-musl-{architecture}"
            : $"linux-{architecture}";
    }
}
