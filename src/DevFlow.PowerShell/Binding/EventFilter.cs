using System.Management.Automation;
using DevFlow.PowerShell.Handlers;
using DevFlow.PowerShell.Views;

namespace DevFlow.PowerShell.Binding;

/// <summary>What a user gives as <c>-Filter</c>: a script block, or an expression as text, which is compiled.</summary>
internal sealed class EventFilter
{
    private EventFilter(ScriptBlock? script, Func<Event, bool>? compiled) => (Script, Compiled) = (script, compiled);

    /// <summary>The script, which runs in a session; null for an expression.</summary>
    public ScriptBlock? Script { get; }

    /// <summary>The expression, which runs anywhere; null for a script.</summary>
    public Func<Event, bool>? Compiled { get; }

    /// <exception cref="DevFlowException">It is neither, or the expression is wrong.</exception>
    public static EventFilter? From(object? filter) => (filter is PSObject wrapped ? wrapped.BaseObject : filter) switch
    {
        null => null,
        ScriptBlock script => new EventFilter(script, null),
        string text => new EventFilter(null, FilterExpression.Compile(text)),
        object other => throw new DevFlowException(
            ErrorReason.InvalidArgument, $"A filter is a script block or text, not a {other.GetType().Name}.", "Write -Filter { $_.Subject -eq 'x' } or -Filter '$_.Subject -eq \"x\"'."),
    };

    /// <summary>Whether an event is wanted.</summary>
    /// <param name="candidate">The event.</param>
    /// <param name="onPipeline">Runs a script of the user on the thread of the user's session.</param>
    public ValueTask<bool> FitsAsync(Event candidate, Func<Func<bool>, ValueTask<bool>> onPipeline) =>
        Compiled is not null ? new ValueTask<bool>(Compiled(candidate)) : onPipeline(() => Ask(Script!, candidate));

    private static bool Ask(ScriptBlock script, Event candidate)
    {
        object shown = Presentation.Of(candidate);
        return ScriptResult.IsTrue(script.InvokeWithContext(null, [new PSVariable("_", shown), new PSVariable("Event", shown)], shown));
    }
}
