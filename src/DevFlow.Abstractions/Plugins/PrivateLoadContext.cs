using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

namespace DevFlow;

/// <summary>
/// A load context of DevFlow's own, of the engine or of a plugin: the contract is the session's, what it carries is its own, and
/// only the framework comes from the default context. Anything else is refused, so that another module's copy is never used.
/// </summary>
internal abstract class PrivateLoadContext(string name, bool isCollectible = false) : AssemblyLoadContext(name, isCollectible)
{
    private static readonly Assembly Contract = typeof(PrivateLoadContext).Assembly;

    /// <summary>Tells what every .NET host has from what a load context must bring itself.</summary>
    public static bool IsFramework(string assembly) =>
        (assembly.StartsWith("System.", StringComparison.Ordinal) && assembly != "System.Management.Automation")
        || assembly.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)
        || assembly is "System" or "netstandard" or "mscorlib" or "Microsoft.CSharp" or "WindowsBase";

    /// <summary>Loads an assembly that this context carries; null where it carries none of that name.</summary>
    protected abstract Assembly? Find(AssemblyName assemblyName);

    /// <summary>Says that an assembly is missing, as a sentence.</summary>
    protected abstract string Missing(string assembly);

    protected sealed override Assembly? Load(AssemblyName assemblyName)
    {
        string simple = assemblyName.Name!;
        if (simple == Contract.GetName().Name)
        {
            return Contract;
        }

        return Find(assemblyName) ?? (IsFramework(simple) ? null : Refuse(simple));
    }

    // The runtime compiles hot methods anew on threads of its own, and asks there for the assemblies of branches that never run.
    // An exception would find nobody to catch it on such a thread, and end the process.
    private Assembly? Refuse(string assembly) =>
        new StackTrace().GetFrames().All(static frame => typeof(AssemblyLoadContext).IsAssignableFrom(frame.GetMethod()?.DeclaringType))
            ? null
            : throw new FileNotFoundException(Missing(assembly), assembly + ".dll");
}
