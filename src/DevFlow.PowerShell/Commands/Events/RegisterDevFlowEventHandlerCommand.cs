using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DevFlow.Core;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Handlers;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Registers a script that runs, in a runspace of its own, for every event whose topic fits.</summary>
[Cmdlet(VerbsLifecycle.Register, "DevFlowEventHandler", DefaultParameterSetName = ScriptSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(EventSubscription))]
public sealed class RegisterDevFlowEventHandlerCommand : AsyncDevFlowCmdlet
{
    private const string ScriptSet = "Script";
    private const string SessionSet = "InSession";
    private const string EngineEventSet = "EngineEvent";

    private static int _lastNumber;

    /// <summary>The topic pattern: * stands for one segment, ** for any number.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TopicPatternCompleter))]
    public string Topic { get; set; } = "";

    /// <summary>What to do with an event, which is $_; values of this session by $using:name.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ScriptSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SessionSet)]
    public ScriptBlock Action { get; set; } = null!;

    /// <summary>The handler's name; handler-1, handler-2, … by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(HandlerCompleter))]
    public string? Name { get; set; }

    /// <summary>Only events for which this is true: a script block, or an expression as text.</summary>
    [Parameter]
    public object? Filter { get; set; }

    /// <summary>Makes of an event what the action gets: new data, another event, or nothing to leave it out.</summary>
    [Parameter]
    public ScriptBlock? Transform { get; set; }

    /// <summary>Remove the handler after its first event.</summary>
    [Parameter]
    public SwitchParameter Once { get; set; }

    /// <summary>Remove the handler after so many events.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? Count { get; set; }

    /// <summary>Remove the handler after this time.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>How urgent every event is to this handler; each event's own priority by default.</summary>
    [Parameter]
    public EventPriority? Priority { get; set; }

    /// <summary>How long an attempt may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, LongestTimer.Seconds)]
    public double? TimeoutSec { get; set; }

    /// <summary>How often a failed event is tried in all.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxAttempts { get; set; }

    /// <summary>How long to wait after the first failure; twice as long after each further one.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? RetryDelay { get; set; }

    /// <summary>Keep in the journal how far the handler came, so that it goes on there after a restart.</summary>
    [Parameter]
    public SwitchParameter Durable { get; set; }

    /// <summary>How many events it handles at a time, each in a runspace of its own.</summary>
    [Parameter(ParameterSetName = ScriptSet)]
    [ValidateRange(1, SubscriptionRules.MaxLanes)]
    public int Lanes { get; set; } = 1;

    /// <summary>Modules to import into the handler's runspaces.</summary>
    [Parameter]
    public string[] Module { get; set; } = [];

    /// <summary>Run the action in this session, on its own thread, whenever no command runs.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SessionSet)]
    public SwitchParameter InSession { get; set; }

    /// <summary>Pass the events on to the events of this session: Register-EngineEvent, Wait-Event, Get-Event.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EngineEventSet)]
    public SwitchParameter AsEngineEvent { get; set; }

    /// <summary>The source identifier of the session's events.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EngineEventSet)]
    [ValidateNotNullOrEmpty]
    public string SourceIdentifier { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        TopicPattern.Parse(Topic);
        EventFilter? filter = EventFilter.From(Filter);
        if (!ShouldProcess(Topic, Name is null ? "Register a handler" : $"Register the handler '{Name}'"))
        {
            return;
        }

        EventBus bus = EngineHost.Engine.Events;
        string name = Name ?? FreeName(bus);
        LaneSet? lanes = OpenLanes(name, filter);
        IEventHandler handler = MakeHandler(name, lanes);
        EventSubscription subscription;
        try
        {
            subscription = await bus.SubscribeAsync(MakeOptions(name, filter, lanes), handler, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await handler.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (ParameterSetName is not ScriptSet)
        {
            SessionHandlers.Add(Runspace.DefaultRunspace, bus, subscription);
        }

        await EmitAsync(subscription).ConfigureAwait(false);
    }

    private LaneSet? OpenLanes(string name, EventFilter? filter)
    {
        Dictionary<LaneRole, HandlerScript> scripts = [];
        Add(LaneRole.Action, ParameterSetName is ScriptSet ? Action : null);
        Add(LaneRole.Filter, filter?.Script);
        Add(LaneRole.Transform, Transform);
        return scripts.Count == 0 ? null : new LaneSet(
            new LaneSetup { Name = $"handler {name}", Scripts = scripts, Modules = Module, IsVerbose = MyInvocation.BoundParameters.ContainsKey("Verbose") },
            Lanes);

        void Add(LaneRole role, ScriptBlock? script)
        {
            if (script is not null)
            {
                scripts.Add(role, UsingExpressions.Lift(script, SessionState));
            }
        }
    }

    private IEventHandler MakeHandler(string name, LaneSet? lanes)
    {
        if (ParameterSetName is ScriptSet)
        {
            return new ScriptHandler(lanes!);
        }

        IEventHandler handler = ParameterSetName is SessionSet ? new SessionHandler(Events, name, Action) : new EngineEventHandler(Events, SourceIdentifier);
        return lanes is null ? handler : new LanedHandler(handler, lanes);
    }

    private EventSubscriptionOptions MakeOptions(string name, EventFilter? filter, LaneSet? lanes) => new()
    {
        Name = name,
        Topic = Topic,
        Filter = filter switch
        {
            null => null,
            { Compiled: { } compiled } => (candidate, _) => new ValueTask<bool>(compiled(candidate)),
            _ => lanes!.FilterAsync,
        },
        Transform = Transform is null ? null : lanes!.TransformAsync,
        Priority = Priority,
        Lanes = Lanes,
        Count = Once ? 1 : Count,
        TimeToLive = TimeToLive,
        Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Retry = MaxAttempts is null && RetryDelay is null ? null : new EventRetryPolicy { MaxAttempts = MaxAttempts ?? new EventRetryPolicy().MaxAttempts, Delay = RetryDelay ?? new EventRetryPolicy().Delay },
        Durable = Durable,
    };

    // Counted over all sessions of the process, so that two that register at once do not get the same.
    private static string FreeName(EventBus bus)
    {
        HashSet<string> taken = new(bus.Subscriptions.Select(static s => s.Name), StringComparer.OrdinalIgnoreCase);
        string name;
        do
        {
            name = $"handler-{Interlocked.Increment(ref _lastNumber)}";
        }
        while (taken.Contains(name));
        return name;
    }
}
