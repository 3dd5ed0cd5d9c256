using System.Reflection;

namespace DevFlow.Core.Plugins;

/// <summary>A folder that came with DevFlow: whoever can change it can change DevFlow itself, so it is loaded as the engine is.</summary>
internal sealed class BuiltInFiles(string folder) : IPluginFiles
{
    public Assembly? Load(PluginLoadContext context, string path)
    {
        string file = Path.Combine(folder, path);
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }
}
