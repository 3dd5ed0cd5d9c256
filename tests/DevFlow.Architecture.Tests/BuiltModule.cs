using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using DevFlow.TestKit;

namespace DevFlow.Architecture.Tests;

/// <summary>The module as it was staged, read as metadata: nothing is loaded, so nothing can mask a missing file.</summary>
internal static class BuiltModule
{
    public static string Bin => RepositoryRoot.File("bin");

    public static string Engine => Path.Combine(Bin, "engine");

    public static string Plugins => Path.Combine(Bin, "plugins");

    public static string AspNetCore => Directory.EnumerateDirectories(Path.Combine(Engine, "aspnetcore")).Single();

    public static IReadOnlySet<string> References(string assembly) => Read(assembly, static reader =>
        reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)).ToHashSet(StringComparer.Ordinal));

    public static string Name(string assembly) => AssemblyName.GetAssemblyName(assembly).Name!;

    public static IEnumerable<string> Assemblies(string folder, bool recursive = false) =>
        Directory.EnumerateFiles(folder, "*.dll", recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);

    /// <summary>What every .NET host has: the shared framework this test runs on.</summary>
    public static IReadOnlySet<string> Framework { get; } =
        Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll").Select(static f => Path.GetFileNameWithoutExtension(f)).ToHashSet(StringComparer.Ordinal);

    private static T Read<T>(string assembly, Func<MetadataReader, T> read)
    {
        using PEReader file = new(File.OpenRead(assembly));
        return read(file.GetMetadataReader());
    }
}
