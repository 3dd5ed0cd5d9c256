using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace DevFlow.Help;

/// <summary>What reflection knows of a cmdlet. The module's own code is not run, except for the constructors that set defaults.</summary>
internal sealed record CmdletFacts(string Verb, string Noun, bool ChangesThings, IReadOnlyList<ParameterFacts> Parameters, IReadOnlyList<string> Sets)
{
    public string Name => $"{Verb}-{Noun}";

    public static IReadOnlyList<CmdletFacts> Read(string module)
    {
        string path = Path.GetFullPath(module);
        // The engine behind the cmdlets is never needed here; the contract beside them is.
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll") is var beside && File.Exists(beside) ? context.LoadFromAssemblyPath(beside) : null;
        return
        [
            .. AssemblyLoadContext.Default.LoadFromAssemblyPath(path).GetExportedTypes()
                .Where(static type => type.IsDefined(typeof(CmdletAttribute)))
                .Select(Read)
                .OrderBy(static cmdlet => cmdlet.Name, StringComparer.Ordinal),
        ];
    }

    private static CmdletFacts Read(Type type)
    {
        CmdletAttribute attribute = type.GetCustomAttribute<CmdletAttribute>()!;
        object cmdlet = Activator.CreateInstance(type)!;
        List<ParameterFacts> parameters = [.. type.GetProperties().Select(property => ParameterFacts.Read(property, cmdlet)).OfType<ParameterFacts>()];
        (cmdlet as IDisposable)?.Dispose();
        string[] sets = [.. parameters.SelectMany(static p => p.Uses).Select(static use => use.ParameterSetName).Where(static set => set != ParameterAttribute.AllParameterSets).Distinct(StringComparer.Ordinal)];
        // A default set that no parameter names is a set all the same, such as a listing without switches.
        if (attribute.DefaultParameterSetName is { Length: > 0 } first)
        {
            sets = [first, .. sets.Where(set => set != first)];
        }

        if (attribute.SupportsShouldProcess)
        {
            parameters.Add(ParameterFacts.CommonSwitch("WhatIf", "wi"));
            parameters.Add(ParameterFacts.CommonSwitch("Confirm", "cf"));
        }

        return new CmdletFacts(attribute.VerbName, attribute.NounName, attribute.SupportsShouldProcess, parameters, sets.Length == 0 ? [ParameterAttribute.AllParameterSets] : sets);
    }
}
