using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;

namespace DevFlow.PowerShell;

/// <summary>The base of the cmdlets that read events, from the journal or as they come: which ones.</summary>
public abstract class EventQueryCmdlet : AsyncDevFlowCmdlet
{
    /// <summary>Only events whose topic fits: * stands for one segment, ** for any number.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TopicPatternCompleter))]
    public string Topic { get; set; } = TopicPattern.Many;

    /// <summary>Only events for which this is true: a script block, or an expression as text.</summary>
    [Parameter(Position = 1)]
    public object? Filter { get; set; }

    /// <summary>Only the events of this story.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CorrelationId { get; set; }

    /// <summary>Only events at or after this time.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    private protected EventQuery Query => new() { Topic = TopicPattern.Parse(Topic), CorrelationId = CorrelationId, Since = Since };
}
