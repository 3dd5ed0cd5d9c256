using System.Management.Automation;
using DevFlow.Core;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Handlers;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Writes events to the pipeline as they come, until Ctrl+C or the end that was asked for.</summary>
[Cmdlet(VerbsCommunications.Receive, "DevFlowEvent")]
[OutputType(typeof(Event))]
public sealed class ReceiveDevFlowEventCommand : EventQueryCmdlet
{
    /// <summary>End after so many events.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? Count { get; set; }

    /// <summary>End after so many seconds.</summary>
    [Parameter]
    [Alias("TimeoutSeconds")]
    [ValidateRange(0, double.MaxValue)]
    public double? TimeoutSec { get; set; }

    /// <summary>End at this time.</summary>
    [Parameter]
    public DateTimeOffset? Until { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        LiveRead read = new()
        {
            Reader = "Receive-DevFlowEvent",
            Query = Query with { Until = Until },
            Filter = EventFilter.From(Filter),
            OnPipeline = OnPipelineAsync,
            Count = Count,
            Limit = TimeLeft(),
        };
        return read.RunAsync(EngineHost.Engine.Events, EmitAsync, cancellationToken);
    }

    private TimeSpan TimeLeft()
    {
        TimeSpan left = TimeoutSec is { } seconds && seconds < LongestTimer.Seconds ? TimeSpan.FromSeconds(seconds) : LongestTimer.Span;
        TimeSpan until = Until - TimeProvider.System.GetUtcNow() ?? LongestTimer.Span;
        left = until < left ? until : left;
        return left == LongestTimer.Span ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
