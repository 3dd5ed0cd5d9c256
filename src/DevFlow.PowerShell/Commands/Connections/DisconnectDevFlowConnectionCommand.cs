using System.Management.Automation;
using DevFlow.Core;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Forgets connections. Their credentials stay in the store unless they are to go as well.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "DevFlowConnection", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class DisconnectDevFlowConnectionCommand : AsyncDevFlowCmdlet
{
    /// <summary>The connections, by names with wildcards or by objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Connection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Removes the credential, too, where no other connection uses it.</summary>
    [Parameter]
    public SwitchParameter RemoveCredential { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Engine engine = EngineHost.Engine;
        foreach (Connection connection in NamedConnections.Find(Name))
        {
            if (!await ConfirmAsync(connection.Name, RemoveCredential ? "Forget the connection and remove its credential" : "Forget the connection").ConfigureAwait(false))
            {
                continue;
            }

            await engine.Connections.DisconnectAsync(connection, cancellationToken).ConfigureAwait(false);
            bool isShared = engine.Connections.List().Any(other => string.Equals(other.CredentialName, connection.CredentialName, StringComparison.OrdinalIgnoreCase));
            if (RemoveCredential && !isShared)
            {
                await engine.CredentialEditor.RemoveAsync(connection.CredentialName, new AuditNote(Why: "disconnected"), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
