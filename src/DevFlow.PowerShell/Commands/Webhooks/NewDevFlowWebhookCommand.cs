using System.Management.Automation;
using DevFlow.Core.Webhooks;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Registers a webhook at a platform, with a fresh secret that is stored encrypted and never shown.</summary>
[Cmdlet(VerbsCommon.New, "DevFlowWebhook", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(WebhookRegistration))]
public sealed class NewDevFlowWebhookCommand : PlatformCmdlet
{
    /// <summary>What it shall watch, such as octocat/hello; left out where the platform's webhooks watch the whole site.</summary>
    [Parameter(Position = 0)]
    public string Target { get; set; } = "";

    /// <summary>The address the platform sends to: the listener's, as it is seen from outside.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public Uri Uri { get; set; } = null!;

    /// <summary>The platform's names of the events; its usual ones by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(HookEventCompleter))]
    public string[] Event { get; set; } = [];

    /// <summary>A condition on what is sent, in the platform's words: JQL of Jira.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>What the secret is stored as; made of connection, target and address by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CredentialName { get; set; }

    /// <summary>The connection, by name or object; the only or default one where omitted.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Connection { get; set; }

    /// <summary>The platform whose default connection is meant.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string? Platform { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Connection connection = EngineHost.Engine.Connections.Resolve(Connection, Platform is null ? [] : [Platform]);
        _ = EngineHost.Engine.Hooks.AdministrationOf(connection.Platform);
        HookRequest request = new(Target, Uri, Event, Filter, CredentialName);
        string name = CredentialName ?? PlatformHooks.DefaultCredentialName(connection, request);
        if (ShouldProcess($"{connection.Name} {Target}".TrimEnd(), $"Register a webhook to {Uri} and store its secret as '{name}'"))
        {
            await EmitAsync(await EngineHost.Engine.Hooks.CreateAsync(connection, request, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
