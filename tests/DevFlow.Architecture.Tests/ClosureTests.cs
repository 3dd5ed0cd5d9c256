namespace DevFlow.Architecture.Tests;

/// <summary>
/// What a private load context does not carry would fall through to the default one, where another module's copy may be.
/// So everything an assembly names is carried beside it or is part of the framework.
/// </summary>
public sealed class ClosureTests
{
    // ASP.NET Core's own assemblies name parts of it that the empty builder with Kestrel never calls. The engine's load
    // context refuses these names instead of letting them fall through, so a wrong guess here is a clear error.
    private static readonly HashSet<string> NeverCalled = new(StringComparer.Ordinal)
    {
        "Microsoft.AspNetCore.Authentication",
        "Microsoft.AspNetCore.Authorization.Policy",
        "Microsoft.AspNetCore.Diagnostics",
        "Microsoft.AspNetCore.HostFiltering",
        "Microsoft.AspNetCore.HttpOverrides",
        "Microsoft.AspNetCore.Metadata",
        "Microsoft.AspNetCore.Routing.Abstractions",
        "Microsoft.AspNetCore.Server.IIS",
        "Microsoft.AspNetCore.Server.IISIntegration",
        "Microsoft.AspNetCore.Server.Kestrel.Transport.NamedPipes",
        "Microsoft.AspNetCore.Server.Kestrel.Transport.Quic",
        "Microsoft.Extensions.Configuration.Binder",
        "Microsoft.Extensions.Configuration.CommandLine",
        "Microsoft.Extensions.Configuration.EnvironmentVariables",
        "Microsoft.Extensions.Configuration.Json",
        "Microsoft.Extensions.Configuration.UserSecrets",
        "Microsoft.Extensions.FileProviders.Composite",
        "Microsoft.Extensions.FileSystemGlobbing",
        "Microsoft.Extensions.Logging.Configuration",
        "Microsoft.Extensions.Logging.Console",
        "Microsoft.Extensions.Logging.Debug",
        "Microsoft.Extensions.Logging.EventLog",
        "Microsoft.Extensions.Logging.EventSource",
        "Microsoft.Extensions.ObjectPool",
        "Microsoft.Extensions.Options.ConfigurationExtensions",
        "Microsoft.Extensions.Validation",
    };

    // Called on Windows only, where pwsh ships it beside the framework.
    private const string PartOfPwsh = "System.Security.Cryptography.ProtectedData";

    [Fact]
    public void The_engine_carries_every_assembly_it_names()
    {
        string[] assemblies = [.. BuiltModule.Assemblies(BuiltModule.Engine), .. BuiltModule.Assemblies(BuiltModule.AspNetCore)];
        HashSet<string> carried = [.. assemblies.Select(BuiltModule.Name), "DevFlow.Abstractions", PartOfPwsh];
        string[] missing = [.. assemblies.SelectMany(Named).Except(carried).Except(NeverCalled).Order(StringComparer.Ordinal)];
        Assert.Empty(missing);
    }

    [Fact]
    public void What_our_own_assemblies_name_is_carried_without_exception()
    {
        HashSet<string> carried = [.. BuiltModule.Assemblies(BuiltModule.Engine).Concat(BuiltModule.Assemblies(BuiltModule.AspNetCore)).Select(BuiltModule.Name), "DevFlow.Abstractions", PartOfPwsh];
        foreach (string assembly in new[] { "DevFlow.Core.dll", "DevFlow.Sandbox.dll" })
        {
            Assert.Subset(carried, Named(Path.Combine(BuiltModule.Engine, assembly)).ToHashSet());
        }
    }

    [Fact]
    public void The_list_of_parts_never_called_names_nothing_that_is_carried_or_unknown()
    {
        string[] assemblies = [.. BuiltModule.Assemblies(BuiltModule.Engine), .. BuiltModule.Assemblies(BuiltModule.AspNetCore)];
        HashSet<string> named = [.. assemblies.SelectMany(Named)];
        Assert.Empty(NeverCalled.Intersect(assemblies.Select(BuiltModule.Name)));
        Assert.Empty(NeverCalled.Except(named).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Named(string assembly) =>
        BuiltModule.References(assembly).Where(static name => !BuiltModule.Framework.Contains(name));
}
