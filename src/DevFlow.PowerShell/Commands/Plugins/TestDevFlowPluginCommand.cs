using System.Management.Automation;
using DevFlow.Core.Plugins;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Looks at plugins that are there, or at a package before it is installed, and says what was looked at.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DevFlowPlugin", DefaultParameterSetName = IdSet)]
[OutputType(typeof(PluginReport), typeof(bool))]
public sealed class TestDevFlowPluginCommand : PluginCmdlet
{
    private const string IdSet = "Id";
    private const string PathSet = "Path";

    /// <summary>Ids, with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PluginCompleter))]
    public string[] Id { get; set; } = ["*"];

    /// <summary>A folder, .zip or .nupkg; none of its code is run.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    public string Path { get; set; } = "";

    /// <summary>Only say whether nothing is wrong.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ParameterSetName == PathSet)
        {
            return ShowAsync(PluginTester.TestPackage(GetUnresolvedProviderPathFromPSPath(Path)));
        }

        PluginTester tester = new(EngineHost.Engine.Plugins);
        return ForEachAsync(Id, plugin => ShowAsync(tester.Test(plugin.Id)));
    }

    private Task ShowAsync(PluginReport report) => EmitAsync(Quiet ? report.IsSound : report).AsTask();
}
