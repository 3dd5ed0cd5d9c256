using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Waits for the first event that fits and writes it.</summary>
[Cmdlet(VerbsLifecycle.Wait, "DevFlowEvent")]
[OutputType(typeof(Event))]
public sealed class WaitDevFlowEventCommand : AsyncDevFlowCmdlet
{
    // 49 days: what the runtime's timers take.
    private const int LongestWait = 49 * 24 * 3600;

    /// <summary>The topic pattern: * stands for one segment, ** for any number.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [SupportsWildcards]
    public string Topic { get; set; } = "";

    /// <summary>Only events of this story.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CorrelationId { get; set; }

    /// <summary>Count events published since this time too; without it only those from now on.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>How long to wait, in seconds; 60 by default, -1 for ever.</summary>
    [Parameter]
    [Alias("TimeoutSeconds")]
    [ValidateRange(-1, LongestWait)]
    public int TimeoutSec { get; set; } = 60;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        EventQuery query = new() { Topic = TopicPattern.Parse(Topic), CorrelationId = CorrelationId, Since = Since };
        TimeSpan limit = TimeoutSec < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(TimeoutSec);
        Event? found = await EngineHost.Engine.Events.WaitAsync(query, limit, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            throw new DevFlowException(ErrorReason.TimedOut, $"No event '{Topic}' came within {TimeoutSec} s.", "Look at what did come with Get-DevFlowEvent -Newest 10, and at failures with Get-DevFlowEventHandler.") { Target = Topic };
        }

        await EmitAsync(found).ConfigureAwait(false);
    }
}
