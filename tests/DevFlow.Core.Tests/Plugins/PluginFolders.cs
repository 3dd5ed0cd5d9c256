using System.Reflection;
using System.Reflection.Emit;
using DevFlow.Core.Plugins;
using DevFlow.Core.Tests.Webhooks;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Tests.Plugins;

/// <summary>A root of plugin folders whose assemblies are written on the spot.</summary>
internal sealed class PluginFolders : IDisposable
{
    private readonly TempFolder _root = new(awkward: true);

    public ListenerFixture.ListLogger Log { get; } = new();

    public PluginManager Manager => new([_root.Path, _root.File("absent")], Log.CreateLogger<PluginManager>());

    public static string Manifest(string id = "sample", string contract = PluginManifest.SupportedContract, string assembly = "Sample.dll") =>
        $$"""{"id":"{{id}}","name":"Sample","version":"1.0","contract":"{{contract}}","assembly":"{{assembly}}"}""";

    public PluginFolders Add(string folder, string manifest, int? classes = null)
    {
        _root.Write(Path.Combine(folder, PluginManifest.FileName), manifest);
        if (classes is { } count)
        {
            Emit(_root.File(folder, "Sample.dll"), count);
        }

        return this;
    }

    public void Write(string folder, string name, string text) => _root.Write(Path.Combine(folder, name), text);

    public void Dispose() => _root.Dispose();

    private static void Emit(string path, int classes)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName("Sample"), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule("Sample");
        for (int i = 0; i < classes; i++)
        {
            TypeBuilder type = module.DefineType($"Sample.Plugin{i}", TypeAttributes.Public | TypeAttributes.Class, typeof(object), [typeof(IPlatformPlugin)]);
            foreach (MethodInfo method in typeof(IPlatformPlugin).GetMethods())
            {
                MethodBuilder body = type.DefineMethod(
                    method.Name, MethodAttributes.Public | MethodAttributes.Virtual, method.ReturnType, [.. method.GetParameters().Select(static p => p.ParameterType)]);
                body.GetILGenerator().Emit(OpCodes.Ldnull);
                body.GetILGenerator().Emit(OpCodes.Ret);
            }

            type.CreateType();
        }

        assembly.Save(path);
    }
}
