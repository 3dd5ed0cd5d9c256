using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using DevFlow.TestKit;

namespace DevFlow.Architecture.Tests;

/// <summary>
/// PowerShell looks at every exported type before the resolver exists: one public member that names a type of the private
/// context would break the import.
/// </summary>
public sealed class SurfaceTests
{
    // Loaded without the engine in reach: a public member that needs it cannot even be looked at.
    private static readonly Assembly Cmdlets = Load("DevFlow.PowerShell.dll");

    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal) { "DevFlow.Abstractions", "DevFlow.PowerShell", "System.Management.Automation" };

    [Fact]
    public void No_public_member_of_the_cmdlets_exposes_a_type_of_the_private_context()
    {
        foreach (Type type in Cmdlets.ExportedTypes)
        {
            Assert.All(Exposed(type), exposed => Assert.True(IsVisible(exposed), $"{type} exposes {exposed}"));
        }
    }

    [Fact]
    public void Public_are_only_the_cmdlets_their_bases_and_what_PowerShell_itself_looks_for() =>
        Assert.Equal(
            "ModuleInitializer",
            Assert.Single(Cmdlets.ExportedTypes, static type => type.GetCustomAttribute<CmdletAttribute>() is null && !(type.IsAbstract && type.IsSubclassOf(typeof(PSCmdlet)))).Name);

    [Fact]
    public void The_manifest_exports_exactly_the_cmdlet_classes() =>
        Assert.Equal(CmdletNames().Order(StringComparer.Ordinal), ManifestList("CmdletsToExport").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_cmdlet_uses_an_approved_verb_and_the_module_prefix() =>
        Assert.All(CmdletNames(), static name =>
        {
            Assert.Contains(name.Split('-')[0], ApprovedVerbs());
            Assert.StartsWith("DevFlow", name.Split('-')[1], StringComparison.Ordinal);
        });

    [Fact]
    public void Every_cmdlet_that_changes_something_supports_WhatIf() =>
        Assert.All(CmdletClasses().Where(static c => c.Attribute.VerbName is not ("Get" or "Wait" or "Receive" or "Test")), static c => Assert.True(c.Attribute.SupportsShouldProcess, c.Type.Name));

    [Fact]
    public void Every_cmdlet_that_writes_objects_says_of_what_type() =>
        Assert.All(CmdletClasses().Where(static c => c.Attribute.VerbName is "Get" or "Wait" or "Receive" or "Test" or "Connect" or "Start" or "Register" or "Invoke"), static c =>
            Assert.NotEmpty(c.Type.GetCustomAttributes<OutputTypeAttribute>()));

    // A list or a column shows an object by its text; that of a record would be all its members.
    [Fact]
    public void A_record_within_an_object_that_a_cmdlet_writes_has_a_text_of_its_own()
    {
        IEnumerable<Type> written = CmdletClasses().SelectMany(static c => c.Type.GetCustomAttributes<OutputTypeAttribute>())
            .SelectMany(static output => output.Type).Select(static output => output.Type).Where(static type => type is not null);
        IEnumerable<Type> held = written.SelectMany(static type => type.GetProperties()).SelectMany(static property => Parts(property.PropertyType));

        Assert.All(held.Distinct().Where(static type => !type.IsInterface && type.Assembly.GetName().Name == "DevFlow.Abstractions"), static type =>
            Assert.Null(type.GetMethod(nameof(ToString), Type.EmptyTypes)!.GetCustomAttribute<CompilerGeneratedAttribute>(inherit: false)));
    }

    [Fact]
    public void The_versions_of_manifest_and_assemblies_agree()
    {
        string version = (string)Manifest()["ModuleVersion"]!;
        Assert.All(
            Directory.EnumerateFiles(RepositoryRoot.File("bin"), "DevFlow.*.dll", SearchOption.AllDirectories),
            file => Assert.Equal(new Version(version + ".0"), AssemblyName.GetAssemblyName(file).Version));
    }

    private static IEnumerable<Type> Exposed(Type type)
    {
        const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<Type> own = [.. type.GetInterfaces(), .. type.BaseType is null ? Type.EmptyTypes : [type.BaseType]];
        IEnumerable<Type> methods = type.GetMethods(Members).Where(static m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly)
            .SelectMany(static m => m.GetParameters().Select(static p => p.ParameterType).Append(m.ReturnType));
        IEnumerable<Type> fields = type.GetFields(Members).Where(static f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(static f => f.FieldType);
        return own.Concat(methods).Concat(fields).SelectMany(Parts);
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];

    private static bool IsVisible(Type type) =>
        type.IsGenericParameter || Allowed.Contains(type.Assembly.GetName().Name!) || BuiltModule.Framework.Contains(type.Assembly.GetName().Name!);

    private static IEnumerable<(Type Type, CmdletAttribute Attribute)> CmdletClasses() =>
        Cmdlets.ExportedTypes.Select(static type => (Type: type, Attribute: type.GetCustomAttribute<CmdletAttribute>())).Where(static c => c.Attribute is not null)!;

    private static IEnumerable<string> CmdletNames() => CmdletClasses().Select(static c => $"{c.Attribute.VerbName}-{c.Attribute.NounName}");

    private static IEnumerable<string> ApprovedVerbs() =>
        new[] { typeof(VerbsCommon), typeof(VerbsCommunications), typeof(VerbsData), typeof(VerbsDiagnostic), typeof(VerbsLifecycle), typeof(VerbsSecurity), typeof(VerbsOther) }
            .SelectMany(static verbs => verbs.GetFields()).Select(static field => (string)field.GetValue(null)!);

    private static System.Collections.Hashtable Manifest()
    {
        ScriptBlockAst ast = Parser.ParseFile(RepositoryRoot.File("DevFlow.psd1"), out _, out ParseError[] errors);
        Assert.Empty(errors);
        return (System.Collections.Hashtable)((HashtableAst)((CommandExpressionAst)((PipelineAst)ast.EndBlock.Statements[0]).PipelineElements[0]).Expression).SafeGetValue();
    }

    private static IEnumerable<string> ManifestList(string key) => ((object[])Manifest()[key]!).Cast<string>();

    private static Assembly Load(string file)
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            name.Name == "DevFlow.Abstractions" ? context.LoadFromAssemblyPath(Path.Combine(BuiltModule.Bin, "DevFlow.Abstractions.dll")) : null;
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(BuiltModule.Bin, file));
    }
}
