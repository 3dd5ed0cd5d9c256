using System.Reflection;

namespace DevFlow.Core.Plugins;

/// <summary>A plugin's own world: the contract is the host's, everything else comes from the plugin's files.</summary>
/// <param name="id">The plugin's id.</param>
/// <param name="files">What it carries.</param>
/// <param name="isCollectible">True to be able to unload it, which makes its code a little slower.</param>
internal sealed class PluginLoadContext(string id, IPluginFiles files, bool isCollectible) : PrivateLoadContext($"DevFlow.Plugin.{id}", isCollectible)
{
    public Assembly LoadEntry(string assembly) =>
        files.Load(this, assembly) ?? throw new FileNotFoundException($"Its assembly {assembly} is missing.", assembly);

    protected override Assembly? Find(AssemblyName assemblyName)
    {
        string file = assemblyName.Name + ".dll";
        return files.Load(this, string.IsNullOrEmpty(assemblyName.CultureName) ? file : $"{assemblyName.CultureName}/{file}");
    }

    protected override string Missing(string assembly) => $"The plugin '{id}' does not carry the assembly '{assembly}' it needs.";
}
