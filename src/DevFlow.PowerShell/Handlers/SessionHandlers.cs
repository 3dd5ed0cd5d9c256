using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using DevFlow.Core.Events;

namespace DevFlow.PowerShell.Handlers;

/// <summary>The handlers that run in a session rather than in lanes: they end with it, or when it lets go of the module.</summary>
internal static class SessionHandlers
{
    private static readonly ConditionalWeakTable<Runspace, ConcurrentBag<Action>> Handlers = [];

    public static void Add(Runspace session, EventBus bus, EventSubscription handler)
    {
        // One that was unregistered long ago is not kept for the sake of its end.
        WeakReference<EventSubscription> own = new(handler);
        bool isNew = false;
        ConcurrentBag<Action> handlers = Handlers.GetValue(session, _ =>
        {
            isNew = true;
            return [];
        });
        handlers.Add(() =>
        {
            if (own.TryGetTarget(out EventSubscription? there))
            {
                _ = bus.UnsubscribeAsync(there);
            }
        });
        if (isNew)
        {
            session.StateChanged += static (sender, change) =>
            {
                if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
                {
                    End((Runspace)sender!);
                }
            };
        }
    }

    public static void End(Runspace session)
    {
        if (Handlers.TryGetValue(session, out ConcurrentBag<Action>? handlers))
        {
            while (handlers.TryTake(out Action? end))
            {
                end();
            }
        }
    }
}
