using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using DevFlow.Core;
using DevFlow.Core.Events;
using DevFlow.Core.Events.Middleware;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Handlers;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Puts a middleware in the way of events: it sees each before it is stored, and passes it on, changed, or not at all.</summary>
[Cmdlet(VerbsCommon.Add, "DevFlowEventMiddleware", DefaultParameterSetName = ScriptSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(EventMiddleware))]
public sealed class AddDevFlowEventMiddlewareCommand : AsyncDevFlowCmdlet
{
    private const string ScriptSet = "Script";
    private const string RedactSet = "Redact";
    private const string RequireSet = "Require";
    private const string AddSet = "Add";

    /// <summary>The name, unique in the session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>What to do with an event, which is $_: write it to pass it on, other data in its place, or nothing to stop it.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ScriptSet)]
    public ScriptBlock Action { get; set; } = null!;

    /// <summary>Take the values of these properties out of the data, at any depth; names with wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RedactSet)]
    public string[] RedactProperty { get; set; } = [];

    /// <summary>Refuse events whose data lacks one of these properties, such as issue.title.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RequireSet)]
    public string[] RequireProperty { get; set; } = [];

    /// <summary>Add these properties to data that has them not.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AddSet)]
    public Hashtable AddProperty { get; set; } = [];

    /// <summary>The topic pattern of the events it sees: * stands for one segment, ** for any number.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TopicPatternCompleter))]
    public string Topic { get; set; } = TopicPattern.Many;

    /// <summary>When it sees an event: Validate, Enrich, Redact, Correlate or Custom, in this order.</summary>
    [Parameter(ParameterSetName = ScriptSet)]
    public EventMiddlewareStage Stage { get; set; } = EventMiddlewareStage.Custom;

    /// <summary>How long the script may take for an event, in seconds; publishers wait for it.</summary>
    [Parameter(ParameterSetName = ScriptSet)]
    [ValidateRange(0.001, LongestTimer.Seconds)]
    public double TimeoutSec { get; set; } = 30;

    /// <summary>Modules to import into the script's runspace.</summary>
    [Parameter(ParameterSetName = ScriptSet)]
    public string[] Module { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        TopicPattern.Parse(Topic);
        if (!ShouldProcess(Name, "Add a middleware"))
        {
            return;
        }

        (EventMiddlewareStage stage, IEventMiddleware middleware) = Make();
        EventMiddleware added;
        try
        {
            added = EngineHost.Engine.Events.Use(new EventMiddlewareOptions { Name = Name, Topic = Topic, Stage = stage, Timeout = ParameterSetName is ScriptSet ? TimeSpan.FromSeconds(TimeoutSec) : null }, middleware);
        }
        catch
        {
            await middleware.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await EmitAsync(added).ConfigureAwait(false);
    }

    private (EventMiddlewareStage Stage, IEventMiddleware Middleware) Make() => ParameterSetName switch
    {
        RedactSet => (EventMiddlewareStage.Redact, new RedactMiddleware(RedactProperty)),
        RequireSet => (EventMiddlewareStage.Validate, new RequireMiddleware(RequireProperty)),
        AddSet => (EventMiddlewareStage.Enrich, new AddMiddleware(JsonElement.Parse(JsonObjects.ToJson(AddProperty)))),
        _ => (Stage, new ScriptMiddleware(Name, new LaneSetup
        {
            Name = $"middleware {Name}",
            Scripts = new Dictionary<LaneRole, HandlerScript> { [LaneRole.Transform] = UsingExpressions.Lift(Action, SessionState) },
            Modules = Module,
        })),
    };
}
