using System.Reflection;
using System.Runtime.Loader;

namespace DevFlow.PowerShell.Module;

/// <summary>The one door from the default load context to the engine's private one: it answers for one name only.</summary>
internal static class EngineResolver
{
    /// <summary>The folder of this assembly: <c>bin/</c> beside the manifest.</summary>
    public static string ModuleFolder { get; } = Path.GetDirectoryName(typeof(EngineResolver).Assembly.Location)!;

    private static readonly Lazy<EngineLoadContext> Context = new(static () => new EngineLoadContext(ModuleFolder));
    private static int _registered;

    public static void Register()
    {
        if (Interlocked.Exchange(ref _registered, 1) == 0)
        {
            AssemblyLoadContext.Default.Resolving += static (_, name) =>
                name.Name == EngineLoadContext.EngineAssembly ? Context.Value.LoadFromAssemblyName(name) : null;
        }
    }
}
