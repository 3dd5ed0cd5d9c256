using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Makes something happen in a sandbox as if somebody had done it on the platform; its webhooks are sent.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "DevFlowSandboxEvent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PSObject))]
public sealed class InvokeDevFlowSandboxEventCommand : AsyncDevFlowCmdlet
{
    /// <summary>What is to happen: push, failed-pipeline, mention and so on; each sandbox lists its own in Events.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(SandboxEventCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Details, by the platform's field names.</summary>
    [Parameter(Position = 1)]
    public Hashtable? Data { get; set; }

    /// <summary>Where; where omitted, the one running sandbox that knows the event.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public SandboxServer[]? Sandbox { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        JsonElement details = JsonElement.Parse(JsonObjects.ToJson(Data ?? []));
        foreach (SandboxServer sandbox in Sandbox ?? [EngineHost.Engine.Sandboxes.Find(Name)])
        {
            if (!await ConfirmAsync($"{sandbox.Platform} at {sandbox.BaseUri}", $"Make {Name} happen").ConfigureAwait(false))
            {
                continue;
            }

            JsonElement made = await sandbox.InvokeAsync(Name, details, cancellationToken).ConfigureAwait(false);
            if (JsonObjects.ToObject(made) is { } value)
            {
                await EmitAsync(value).ConfigureAwait(false);
            }
        }
    }
}
