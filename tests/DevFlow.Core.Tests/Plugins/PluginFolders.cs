using DevFlow.Core.Plugins;
using DevFlow.Core.Tests.Webhooks;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Tests.Plugins;

/// <summary>A root of plugin folders whose assemblies are written on the spot.</summary>
internal sealed class PluginFolders : IDisposable
{
    private readonly TempFolder _root = new(awkward: true);

    public LogLines Log { get; } = new();

    public string Root => _root.Path;

    public PluginManager Manager => Create(store: null);

    public PluginManager Create(PluginStore? store, TimeSpan? patience = null) => new([_root.Path, _root.File("absent")], store, Log.CreateLogger<PluginManager>(), patience);

    /// <param name="id">The id.</param>
    /// <param name="contract">The range of the contract's versions.</param>
    /// <param name="assembly">The assembly.</param>
    /// <param name="version">The version.</param>
    /// <param name="more">Further properties, each with a comma before it.</param>
    public static string Manifest(string id = "sample", string contract = "0.1", string assembly = "Sample.dll", string version = "1.0", string more = "") =>
        $$"""{"id":"{{id}}","name":"Sample","version":"{{version}}","contract":"{{contract}}","assembly":"{{assembly}}"{{more}}}""";

    public PluginFolders Add(string folder, string manifest, int? classes = null, SampleStart start = SampleStart.Works)
    {
        _root.Write(Path.Combine(folder, PluginManifest.FileName), manifest);
        if (classes is { } count)
        {
            File.WriteAllBytes(_root.File(folder, "Sample.dll"), SampleAssembly.Emit(count, start));
        }

        return this;
    }

    public void Write(string folder, string name, string text) => _root.Write(Path.Combine(folder, name), text);

    public void Dispose() => _root.Dispose();
}
