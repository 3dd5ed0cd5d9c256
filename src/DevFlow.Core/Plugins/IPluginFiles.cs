using System.Reflection;

namespace DevFlow.Core.Plugins;

/// <summary>Where a plugin's load context takes assemblies from.</summary>
internal interface IPluginFiles
{
    /// <summary>Loads an assembly; null where the plugin has no such file.</summary>
    /// <param name="context">The plugin's own.</param>
    /// <param name="path">Below the plugin's folder, its parts parted by slashes.</param>
    Assembly? Load(PluginLoadContext context, string path);
}
