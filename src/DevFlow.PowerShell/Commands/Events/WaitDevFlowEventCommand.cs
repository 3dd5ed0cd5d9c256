using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Handlers;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Waits for the first events that fit and writes them.</summary>
[Cmdlet(VerbsLifecycle.Wait, "DevFlowEvent")]
[OutputType(typeof(Event))]
public sealed class WaitDevFlowEventCommand : AsyncDevFlowCmdlet
{
    // 49 days: what the runtime's timers take.
    private const int LongestWait = 49 * 24 * 3600;

    /// <summary>The topic pattern: * stands for one segment, ** for any number.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TopicCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>Only events for which this is true: a script block, or an expression as text.</summary>
    [Parameter(Position = 1)]
    public object? Filter { get; set; }

    /// <summary>Only events of this story.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CorrelationId { get; set; }

    /// <summary>Count events published since this time too; without it only those from now on.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>How many events to wait for.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>How long to wait, in seconds; 60 by default, -1 for ever.</summary>
    [Parameter]
    [Alias("TimeoutSeconds")]
    [ValidateRange(-1, LongestWait)]
    public int TimeoutSec { get; set; } = 60;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        EventFilter? filter = EventFilter.From(Filter);
        EventQuery query = new() { Topic = TopicPattern.Parse(Topic), CorrelationId = CorrelationId, Since = Since };
        TimeSpan limit = TimeoutSec < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(TimeoutSec);
        using CancellationTokenSource timer = new(limit, TimeProvider.System);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        int found = 0;
        try
        {
            await foreach (Event e in LiveEvents.ReadAsync(EngineHost.Engine.Events, "Wait-DevFlowEvent", query, either.Token).ConfigureAwait(false))
            {
                if (filter is null || await filter.FitsAsync(e, OnPipelineAsync).ConfigureAwait(false))
                {
                    await EmitAsync(e).ConfigureAwait(false);
                    if (++found == Count)
                    {
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Told below.
        }

        string came = Count == 1 ? $"No event '{Topic}' came" : $"Of {Count} events '{Topic}' {found} came";
        throw new DevFlowException(ErrorReason.TimedOut, $"{came} within {TimeoutSec} s.", "Look at what did come with Get-DevFlowEvent -Newest 10, and at failures with Get-DevFlowEventHandler.") { Target = Topic };
    }
}
