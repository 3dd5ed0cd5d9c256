using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Makes a connection the default of its platform: the one meant where several fit and none is named, in every session.</summary>
[Cmdlet(VerbsCommon.Select, "DevFlowConnection", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Connection))]
public sealed class SelectDevFlowConnectionCommand : AsyncDevFlowCmdlet
{
    /// <summary>The connection, by name or object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Connection")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Writes the connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Connection connection = EngineHost.Engine.Connections.Resolve(Name);
        if (!ShouldProcess(connection.Name, $"Make it the default for {connection.Platform}"))
        {
            return;
        }

        Connection selected = await EngineHost.Engine.Connections.SelectAsync(connection, cancellationToken).ConfigureAwait(false);
        if (PassThru)
        {
            await EmitAsync(selected).ConfigureAwait(false);
        }
    }
}
