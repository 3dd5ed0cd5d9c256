using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Lists the connections there are, without any call.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowConnection")]
[OutputType(typeof(Connection))]
public sealed class GetDevFlowConnectionCommand : AsyncDevFlowCmdlet
{
    /// <summary>Names, with wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Connection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only connections to these platforms, with wildcards.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string Platform { get; set; } = "*";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        NamePattern platform = new(Platform);
        foreach (Connection connection in NamedConnections.Find(Name).Where(c => platform.Fits(c.Platform)))
        {
            await EmitAsync(connection).ConfigureAwait(false);
        }
    }
}
