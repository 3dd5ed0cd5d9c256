using System.Reflection;
using System.Runtime.Loader;

namespace DevFlow.Core.Plugins;

/// <summary>
/// A plugin's own world: the contract is the host's, everything else comes from the plugin's folder. Only the framework
/// falls through to the default context; anything else it fails to carry is an error, never another module's copy.
/// </summary>
internal sealed class PluginLoadContext(PluginManifest manifest) : AssemblyLoadContext($"DevFlow.Plugin.{manifest.Id}")
{
    private static readonly Assembly Contract = typeof(IPlatformPlugin).Assembly;

    private readonly string _folder = manifest.Folder;

    public Assembly LoadEntry() => LoadFromAssemblyPath(Path.Combine(_folder, manifest.Assembly));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Contract.GetName().Name)
        {
            return Contract;
        }

        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        if (File.Exists(path))
        {
            return LoadFromAssemblyPath(path);
        }

        return FrameworkAssembly.IsFramework(assemblyName)
            ? null
            : UncarriedAssembly.Refuse($"The plugin '{manifest.Id}' does not carry the assembly '{assemblyName.Name}' it needs.", path);
    }
}
