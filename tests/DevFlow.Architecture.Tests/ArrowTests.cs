namespace DevFlow.Architecture.Tests;

/// <summary>The allowed references of docs/architecture.md, and no others, on the built assemblies.</summary>
public sealed class ArrowTests
{
    [Fact]
    public void The_contract_references_nothing_but_the_framework() =>
        Assert.Subset(new HashSet<string>(BuiltModule.Framework), new HashSet<string>(BuiltModule.References(Path.Combine(BuiltModule.Bin, "DevFlow.Abstractions.dll"))));

    [Fact]
    public void The_cmdlets_reference_the_engine_the_contract_and_PowerShell_only() =>
        Assert.Equal(["DevFlow.Abstractions", "DevFlow.Core", "System.Management.Automation"], Own(Path.Combine(BuiltModule.Bin, "DevFlow.PowerShell.dll")));

    [Fact]
    public void The_engine_references_neither_PowerShell_nor_a_platform_nor_the_sandbox()
    {
        IEnumerable<string> references = Own(Path.Combine(BuiltModule.Engine, "DevFlow.Core.dll"));
        Assert.Equal(["DevFlow.Abstractions"], references.Where(static name => name.StartsWith("DevFlow.", StringComparison.Ordinal)));
        Assert.DoesNotContain("System.Management.Automation", references);
        Assert.DoesNotContain("Octokit", references);
    }

    [Fact]
    public void The_sandbox_references_the_contract_only() =>
        Assert.Equal(["DevFlow.Abstractions"], Own(Path.Combine(BuiltModule.Engine, "DevFlow.Sandbox.dll")).Where(static name => name.StartsWith("DevFlow.", StringComparison.Ordinal)));

    [Fact]
    public void A_plugin_references_the_contract_and_what_it_brings_itself()
    {
        Assert.Equal(["github", "gitlab", "jira", "slack"], Directory.EnumerateDirectories(BuiltModule.Plugins).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string folder in Directory.EnumerateDirectories(BuiltModule.Plugins))
        {
            HashSet<string> carried = [.. BuiltModule.Assemblies(folder).Select(BuiltModule.Name), "DevFlow.Abstractions"];
            foreach (string assembly in BuiltModule.Assemblies(folder))
            {
                Assert.Subset(carried, Own(assembly).ToHashSet());
            }
        }
    }

    [Fact]
    public void Only_the_github_plugin_carries_octokit() =>
        Assert.Equal(
            [Path.Combine(BuiltModule.Plugins, "github", "Octokit.dll")],
            Directory.EnumerateFiles(BuiltModule.Bin, "Octokit.dll", SearchOption.AllDirectories));

    [Fact]
    public void The_default_context_gets_two_assemblies() =>
        Assert.Equal(["DevFlow.Abstractions", "DevFlow.PowerShell"], BuiltModule.Assemblies(BuiltModule.Bin).Select(BuiltModule.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void The_contract_is_carried_once_and_PowerShell_never()
    {
        Assert.Single(Directory.EnumerateFiles(BuiltModule.Bin, "DevFlow.Abstractions.dll", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(BuiltModule.Bin, "System.Management.Automation.dll", SearchOption.AllDirectories));
    }

    private static IEnumerable<string> Own(string assembly) =>
        BuiltModule.References(assembly).Where(static name => !BuiltModule.Framework.Contains(name)).Order(StringComparer.Ordinal);
}
