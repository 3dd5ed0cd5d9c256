using System.Management.Automation;
using DevFlow.Core.Connections;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell;

/// <summary>The base of the cmdlets for webhooks that are registered: by what they watch and their ids, or as objects.</summary>
public abstract class WebhookTargetCmdlet : PlatformCmdlet
{
    /// <summary>The parameter set that names webhooks.</summary>
    protected const string ByTarget = "ByTarget";

    /// <summary>The parameter set that takes webhooks.</summary>
    protected const string ByObject = "ByObject";

    /// <summary>What the webhooks watch, such as octocat/hello; left out where the platform's webhooks watch the whole site.</summary>
    [Parameter(Position = 0, ParameterSetName = ByTarget)]
    public string Target { get; set; } = "";

    /// <summary>The platform's ids, with wildcards; all of the target by default.</summary>
    [Parameter(Position = 1, ParameterSetName = ByTarget)]
    [SupportsWildcards]
    public string[] Id { get; set; } = ["*"];

    /// <summary>The connection, by name or object; the only or default one where omitted.</summary>
    [Parameter(ParameterSetName = ByTarget)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Connection { get; set; }

    /// <summary>The platform whose default connection is meant.</summary>
    [Parameter(ParameterSetName = ByTarget)]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string? Platform { get; set; }

    /// <summary>The webhooks that are meant.</summary>
    private protected async Task<IReadOnlyList<WebhookRegistration>> SelectAsync(WebhookRegistration? given, CancellationToken cancellationToken)
    {
        if (given is not null)
        {
            return [given];
        }

        ConnectionManager connections = EngineHost.Engine.Connections;
        List<WebhookRegistration> all = [];
        await foreach (WebhookRegistration hook in EngineHost.Engine.Hooks.ListAsync(connections.Resolve(Connection, Platform is null ? [] : [Platform]), Target, cancellationToken).ConfigureAwait(false))
        {
            all.Add(hook);
        }

        return [.. NamedItems.Select(all, Id, static hook => hook.Id, "webhook")];
    }
}
