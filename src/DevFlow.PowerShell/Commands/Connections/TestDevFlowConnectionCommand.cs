using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Asks platforms, by one call each, whether connections work: account, scopes, expiry, latency and clock.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DevFlowConnection")]
[OutputType(typeof(ConnectionHealth), typeof(bool))]
public sealed class TestDevFlowConnectionCommand : PlatformCmdlet
{
    /// <summary>The connections, by names with wildcards or by objects; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Connection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only true or false for each.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    private protected override bool BypassesCache => true;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (Connection connection in NamedConnections.Find(Name))
        {
            ConnectionHealth health = await EngineHost.Engine.Connections.TestAsync(connection, cancellationToken).ConfigureAwait(false);
            await EmitAsync(Quiet ? health.IsHealthy : health).ConfigureAwait(false);
        }
    }
}
