using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

namespace DevFlow;

/// <summary>How DevFlow's load contexts refuse an assembly that they do not carry, so that another module's copy is never used.</summary>
internal static class UncarriedAssembly
{
    /// <summary>Refuses by an exception; where no code of anybody asks, by null.</summary>
    /// <param name="message">What is missing.</param>
    /// <param name="file">The file that was looked for.</param>
    /// <remarks>
    /// The runtime compiles hot methods anew on threads of its own, and asks there for the assemblies of branches that never
    /// run. An exception would find nobody to catch it on such a thread, and end the process.
    /// </remarks>
    public static Assembly? Refuse(string message, string file) =>
        new StackTrace().GetFrames().All(static frame => IsLoading(frame.GetMethod()?.DeclaringType)) ? null : throw new FileNotFoundException(message, file);

    private static bool IsLoading(Type? type) => type == typeof(UncarriedAssembly) || typeof(AssemblyLoadContext).IsAssignableFrom(type);
}
