using System.Management.Automation;

namespace DevFlow.PowerShell.Handlers;

/// <summary>
/// A handler that runs in the user's own session, with its variables and functions: PowerShell's event manager calls it on
/// the session's thread, between two statements or while the prompt waits, and not while a command runs.
/// </summary>
internal sealed class SessionHandler : IEventHandler
{
    // Bound to the session where it is made, so the event manager runs it there.
    private const string Wrapper = "$Event.SourceArgs[0].Run()";

    private readonly PSEventManager _events;
    private readonly ScriptBlock _action;
    private readonly string _identifier;
    private readonly PSEventSubscriber _subscriber;

    /// <summary>Called on the session's thread.</summary>
    public SessionHandler(PSEventManager events, string name, ScriptBlock action)
    {
        _events = events;
        _action = action;
        _identifier = "DevFlow.Handler." + name;
        _subscriber = events.SubscribeEvent(null, null, _identifier, null, ScriptBlock.Create(Wrapper), supportEvent: true, forwardEvent: false);
    }

    public async Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        SessionCall call = new(_action, delivery, _subscriber.Action);
        using (cancellationToken.UnsafeRegister(static (state, token) => ((SessionCall)state!).TrySetCanceled(token), call))
        {
            _events.GenerateEvent(_identifier, null, [call], null);
            await call.Task.ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            _events.UnsubscribeEvent(_subscriber);
        }
        catch (InvalidOperationException)
        {
            // The session is closed, and its subscriptions with it.
        }

        return ValueTask.CompletedTask;
    }
}
