using System.Management.Automation;
using DevFlow.Core;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Handlers;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Waits for the first events that fit and writes them.</summary>
[Cmdlet(VerbsLifecycle.Wait, "DevFlowEvent")]
[OutputType(typeof(Event))]
public sealed class WaitDevFlowEventCommand : EventQueryCmdlet
{
    /// <summary>How many events to wait for.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>How long to wait, in seconds; 60 by default, -1 for ever.</summary>
    [Parameter]
    [Alias("TimeoutSeconds")]
    [ValidateRange(-1, LongestTimer.Seconds)]
    public int TimeoutSec { get; set; } = 60;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        LiveRead read = new()
        {
            Reader = "Wait-DevFlowEvent",
            Query = Query,
            Filter = EventFilter.From(Filter),
            OnPipeline = OnPipelineAsync,
            Count = Count,
            Limit = TimeoutSec < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(TimeoutSec),
        };
        long found = await read.RunAsync(EngineHost.Engine.Events, EmitAsync, cancellationToken).ConfigureAwait(false);
        if (found == Count)
        {
            return;
        }

        string came = Count == 1 ? $"No event '{Topic}' came" : $"Of {Count} events '{Topic}' {found} came";
        throw new DevFlowException(ErrorReason.TimedOut, $"{came} within {TimeoutSec} s.", "Look at what did come with Get-DevFlowEvent -Newest 10, and at failures with Get-DevFlowEventHandler.") { Target = Topic };
    }
}
