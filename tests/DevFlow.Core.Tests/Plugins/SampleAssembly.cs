using System.Reflection;
using System.Reflection.Emit;

namespace DevFlow.Core.Tests.Plugins;

/// <summary>Writes the assembly of a plugin on the spot: classes that implement the contract and answer every call with nothing.</summary>
internal static class SampleAssembly
{
    public static byte[] Emit(int classes = 1, SampleStart start = SampleStart.Works)
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

            DefineConstructor(type, start);
            type.CreateType();
        }

        using MemoryStream file = new();
        assembly.Save(file);
        return file.ToArray();
    }

    private static void DefineConstructor(TypeBuilder type, SampleStart start)
    {
        ILGenerator body = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Call, typeof(object).GetConstructor([])!);
        switch (start)
        {
            case SampleStart.Throws:
                body.Emit(OpCodes.Ldstr, "the stars are wrong");
                body.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
                body.Emit(OpCodes.Throw);
                return;
            case SampleStart.Hangs:
                body.Emit(OpCodes.Ldc_I4, Timeout.Infinite);
                body.Emit(OpCodes.Call, typeof(Thread).GetMethod(nameof(Thread.Sleep), [typeof(int)])!);
                break;
            default:
                break;
        }

        body.Emit(OpCodes.Ret);
    }
}
