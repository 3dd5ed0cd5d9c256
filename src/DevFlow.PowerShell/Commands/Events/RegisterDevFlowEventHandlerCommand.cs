using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Handlers;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Registers a script that runs, in a runspace of its own, for every event whose topic fits.</summary>
[Cmdlet(VerbsLifecycle.Register, "DevFlowEventHandler", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(EventSubscription))]
public sealed class RegisterDevFlowEventHandlerCommand : AsyncDevFlowCmdlet
{
    /// <summary>The topic pattern: * stands for one segment, ** for any number.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [SupportsWildcards]
    public string Topic { get; set; } = "";

    /// <summary>What to do with an event, which is $_; values of this session by $using:name.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock Action { get; set; } = null!;

    /// <summary>The handler's name; handler-1, handler-2, … by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(HandlerCompleter))]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        TopicPattern.Parse(Topic);
        if (!ShouldProcess(Topic, Name is null ? "Register a handler" : $"Register the handler '{Name}'"))
        {
            return;
        }

        EventBus bus = EngineHost.Engine.Events;
        string name = Name ?? FreeName(bus);

        // One comma for the pipeline, one for InvokeScript: both take an array apart.
        (string text, IReadOnlyDictionary<string, object?> values) = UsingExpressions.Lift(
            Action, expression => SessionState.InvokeCommand.InvokeScript($",(,({expression}))") is [{ } only] ? UsingExpressions.Plain(only) : null);
        ScriptLane lane = ScriptLane.Start(name, text, values);
        EventSubscription handler;
        try
        {
            handler = bus.Subscribe(new EventSubscriptionOptions { Name = name, Topic = Topic }, lane);
        }
        catch
        {
            await lane.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await EmitAsync(handler).ConfigureAwait(false);
    }

    private static string FreeName(EventBus bus)
    {
        HashSet<string> taken = new(bus.Subscriptions.Select(static s => s.Name), StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(1, taken.Count + 1).Select(static n => $"handler-{n}").First(name => !taken.Contains(name));
    }
}
