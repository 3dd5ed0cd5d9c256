using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.Core.Events.Correlation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Reads events from the journal, oldest first, streamed.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowEvent", DefaultParameterSetName = FirstSet)]
[OutputType(typeof(Event), typeof(CausationNode))]
public sealed class GetDevFlowEventCommand : EventQueryCmdlet
{
    private const string FirstSet = "First";
    private const string NewestSet = "Newest";

    /// <summary>Only events with this id.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>Only events before this time.</summary>
    [Parameter]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Only events of this priority.</summary>
    [Parameter]
    public EventPriority? Priority { get; set; }

    /// <summary>Only the oldest so many.</summary>
    [Parameter(ParameterSetName = FirstSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>Only the newest so many, newest first.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NewestSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    /// <summary>Arrange the events as what happened because of what.</summary>
    [Parameter]
    public SwitchParameter Tree { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!Tree)
        {
            await foreach (Event found in ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                await EmitAsync(found).ConfigureAwait(false);
            }

            return;
        }

        // A tree is known only when its last event is.
        List<Event> all = [];
        await foreach (Event found in ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            all.Add(found);
        }

        foreach (CausationNode node in CausationTree.Build(all))
        {
            await EmitAsync(node).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<Event> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EventFilter? filter = EventFilter.From(Filter);
        int? limit = Newest ?? First;
        EventQuery query = Query with
        {
            Id = Id,
            Until = Until,
            Priority = Priority,
            // The journal does not know the filter, so the limit counts behind it.
            Limit = filter is null ? limit : null,
            NewestFirst = Newest is not null,
        };
        int count = 0;
        await foreach (Event found in EngineHost.Engine.Events.Journal.ReadAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (filter is null || await filter.FitsAsync(found, OnPipelineAsync).ConfigureAwait(false))
            {
                yield return found;
                if (++count == limit)
                {
                    yield break;
                }
            }
        }
    }
}
