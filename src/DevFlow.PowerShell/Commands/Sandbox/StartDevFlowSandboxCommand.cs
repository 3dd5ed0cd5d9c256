using System.Collections;
using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Starts loopback stand-ins for the platforms, to rehearse scripts without tokens or harm.</summary>
[Cmdlet(VerbsLifecycle.Start, "DevFlowSandbox", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(SandboxServer))]
public sealed class StartDevFlowSandboxCommand : AsyncDevFlowCmdlet
{
    /// <summary>The platforms; each gets a server of its own.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SandboxPlatformCompleter))]
    public string[] Platform { get; set; } = ["github"];

    /// <summary>Jira's cloud or its Data Center product.</summary>
    [Parameter]
    public SandboxDeployment Deployment { get; set; }

    /// <summary>The loopback port; 0, the default, takes a free one. With several platforms, the port of the first; the others follow.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>Makes tokens, ids and random faults the same at every start.</summary>
    [Parameter]
    public int? Seed { get; set; }

    /// <summary>How many times faster than in reality windows, token lives and retry delays pass.</summary>
    [Parameter]
    [ValidateRange(1.0, 86400.0)]
    public double Clock { get; set; } = 1;

    /// <summary>A JSON file with what exists from the start.</summary>
    [Parameter]
    public string? Scenario { get; set; }

    /// <summary>Other numbers for limits, by bucket: @{ core = 100 }.</summary>
    [Parameter]
    public Hashtable? Limit { get; set; }

    /// <summary>What goes wrong, as rules; a hashtable is enough for one.</summary>
    [Parameter]
    public SandboxFault[] Fault { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        SandboxOptions options = new()
        {
            Deployment = Deployment,
            Seed = Seed,
            Clock = Clock,
            ScenarioPath = Scenario is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(Scenario),
            Limits = Numbers.ByName(Limit, nameof(Limit)),
            Faults = Fault,
        };
        for (int i = 0; i < Platform.Length; i++)
        {
            int port = Port == 0 ? 0 : Port + i;
            if (await ConfirmAsync($"127.0.0.1:{port}", $"Start a {Platform[i]} sandbox").ConfigureAwait(false))
            {
                await EmitAsync(await EngineHost.Engine.Sandboxes
                    .StartAsync(options with { Platform = Platform[i], Port = port }, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
    }
}
