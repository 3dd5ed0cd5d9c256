using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Handlers;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Writes events to the pipeline as they come, until Ctrl+C or the end that was asked for.</summary>
[Cmdlet(VerbsCommunications.Receive, "DevFlowEvent")]
[OutputType(typeof(Event))]
public sealed class ReceiveDevFlowEventCommand : AsyncDevFlowCmdlet
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    /// <summary>The topic pattern: * stands for one segment, ** for any number.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TopicCompleter))]
    public string Topic { get; set; } = TopicPattern.Many;

    /// <summary>Only events for which this is true: a script block, or an expression as text.</summary>
    [Parameter(Position = 1)]
    public object? Filter { get; set; }

    /// <summary>Only events of this story.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CorrelationId { get; set; }

    /// <summary>Begin with the events of the journal since this time.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

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
            Query = new EventQuery { Topic = TopicPattern.Parse(Topic), CorrelationId = CorrelationId, Since = Since, Until = Until },
            Filter = EventFilter.From(Filter),
            OnPipeline = OnPipelineAsync,
            Count = Count,
            Limit = TimeLeft(),
        };
        return read.RunAsync(EngineHost.Engine.Events, EmitAsync, cancellationToken);
    }

    private TimeSpan TimeLeft()
    {
        TimeSpan left = TimeoutSec is { } seconds && seconds < LongestTimer.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestTimer;
        TimeSpan until = Until - TimeProvider.System.GetUtcNow() ?? LongestTimer;
        left = until < left ? until : left;
        return left == LongestTimer ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
