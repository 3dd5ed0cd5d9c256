using System.Reflection;

namespace DevFlow.Core.Plugins;

/// <summary>Looks at a package without running any of its code: what would stop it from being loaded, and what it could reach.</summary>
internal sealed class PackageInspector
{
    private static readonly AssemblyName Contract = typeof(IPlatformPlugin).Assembly.GetName();
    private static readonly string[] NativeExtensions = [".so", ".dylib", ".exe", ".a", ".lib"];

    private readonly PluginPackage _package;
    private readonly Dictionary<string, AssemblyFacts?> _assemblies;

    public PackageInspector(PluginPackage package)
    {
        _package = package;
        _assemblies = package.Files.Where(static file => file.Key.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(static file => file.Key, static file => AssemblyFacts.TryRead(file.Value), StringComparer.Ordinal);
    }

    public IReadOnlyList<PluginCheck> Check() => [CheckManifest(), CheckFiles(), CheckAssemblies(), CheckEntry(), CheckReferences()];

    /// <summary>What its code names of the system, in words for who is asked whether it may be installed.</summary>
    public IReadOnlyList<string> Reach => [.. _assemblies.Values.OfType<AssemblyFacts>().SelectMany(static facts => facts.Reach).Distinct(StringComparer.Ordinal)];

    private PluginCheck CheckManifest()
    {
        PluginManifest manifest = _package.Manifest;
        return new("manifest", true, $"{manifest.Id} {manifest.Version} for contract {manifest.Contract}; this DevFlow speaks {PluginManifest.SupportedContract}");
    }

    private PluginCheck CheckFiles() => new("files", true, $"{_package.Files.Count} files, {_package.Files.Values.Sum(static file => (long)file.Length)} bytes, SHA-256 {_package.Digest}");

    // Native code would have to be loaded from a path, where it can be exchanged after it was checked.
    private PluginCheck CheckAssemblies()
    {
        string[] native =
        [
            .. _assemblies.Where(static file => file.Value is null).Select(static file => file.Key),
            .. _package.Files.Keys.Where(static file => NativeExtensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)),
        ];
        string[] host = [.. _assemblies.Keys.Where(static file => Path.GetFileNameWithoutExtension(file) == Contract.Name)];
        return (native, host) switch
        {
            ([], []) => new("assemblies", true, $"{_assemblies.Count}, all managed"),
            ([], _) => new("assemblies", false, $"{host[0]} is the host's and must not be carried: reference it with Private=\"false\" and ExcludeAssets=\"runtime\""),
            _ => new("assemblies", false, $"no managed assemblies, which alone can be checked and loaded: {string.Join(", ", native)}"),
        };
    }

    private PluginCheck CheckEntry()
    {
        string file = _package.Manifest.Assembly;
        return _assemblies.GetValueOrDefault(file) switch
        {
            null => new("entry", false, $"the manifest names the assembly {file}, which is not there"),
            { Entries: [string only] } => new("entry", true, only),
            { Entries: var entries } => new("entry", false, $"{file} has {entries.Count} public classes that implement IPlatformPlugin; it must have one"),
        };
    }

    private PluginCheck CheckReferences()
    {
        List<string> faults = [];
        foreach (AssemblyFacts facts in _assemblies.Values.OfType<AssemblyFacts>())
        {
            foreach ((string name, Version version) in facts.References)
            {
                if (name == Contract.Name)
                {
                    if (version > Contract.Version)
                    {
                        faults.Add($"{facts.Name} was built for {name} {version}, and this DevFlow has {Contract.Version}");
                    }
                }
                else if (!_assemblies.ContainsKey(name + ".dll") && !PrivateLoadContext.IsFramework(name))
                {
                    faults.Add($"{facts.Name} needs {name}, which is not carried");
                }
            }
        }

        return faults.Count == 0
            ? new("references", true, "everything it names is carried or part of .NET")
            : new("references", false, string.Join("; ", faults));
    }
}
