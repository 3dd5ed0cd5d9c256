using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Reads events from the journal, oldest first, streamed.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowEvent")]
[OutputType(typeof(Event))]
public sealed class GetDevFlowEventCommand : AsyncDevFlowCmdlet
{
    /// <summary>Only events whose topic fits: * stands for one segment, ** for any number.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string Topic { get; set; } = "**";

    /// <summary>Only the events of this story.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CorrelationId { get; set; }

    /// <summary>Only events with this id.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>Only events at or after this time.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only the newest so many, newest first.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        EventQuery query = new()
        {
            Topic = TopicPattern.Parse(Topic),
            CorrelationId = CorrelationId,
            Id = Id,
            Since = Since,
            Limit = Newest,
            NewestFirst = Newest is not null,
        };
        await foreach (Event found in EngineHost.Engine.Events.Journal.ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            await EmitAsync(found).ConfigureAwait(false);
        }
    }
}
