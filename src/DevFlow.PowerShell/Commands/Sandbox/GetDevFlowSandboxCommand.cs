using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows the running sandboxes, or what was asked of them and what they refused.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowSandbox", DefaultParameterSetName = ByPlatform)]
[OutputType(typeof(SandboxServer), typeof(SandboxRequest))]
public sealed class GetDevFlowSandboxCommand : AsyncDevFlowCmdlet
{
    private const string ByPlatform = "Platform";
    private const string BySandbox = "Sandbox";

    /// <summary>Platforms, with wildcards; all by default.</summary>
    [Parameter(Position = 0, ParameterSetName = ByPlatform)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SandboxPlatformCompleter))]
    public string[] Platform { get; set; } = ["*"];

    /// <summary>The sandboxes, as Start-DevFlowSandbox gave them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = BySandbox)]
    public SandboxServer[] Sandbox { get; set; } = [];

    /// <summary>Write the requests of the ledger instead of the sandboxes.</summary>
    [Parameter]
    public SwitchParameter Ledger { get; set; }

    /// <summary>Of the ledger only what was refused.</summary>
    [Parameter]
    public SwitchParameter Refused { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        IEnumerable<SandboxServer> sandboxes = ParameterSetName == BySandbox
            ? Sandbox
            : NamedItems.Select(EngineHost.Engine.Sandboxes.Running, Platform, static s => s.Platform, "running sandbox of");
        foreach (SandboxServer sandbox in sandboxes)
        {
            if (!Ledger && !Refused)
            {
                await EmitAsync(sandbox).ConfigureAwait(false);
                continue;
            }

            foreach (SandboxRequest request in sandbox.Ledger.Where(request => !Refused || request.Refusal is not null))
            {
                await EmitAsync(request).ConfigureAwait(false);
            }
        }
    }
}
