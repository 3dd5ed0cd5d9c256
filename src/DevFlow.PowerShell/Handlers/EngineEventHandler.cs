using System.Management.Automation;
using DevFlow.PowerShell.Views;

namespace DevFlow.PowerShell.Handlers;

/// <summary>Passes events on to a session's own events, for Register-EngineEvent, Wait-Event and Get-Event.</summary>
internal sealed class EngineEventHandler(PSEventManager events, string sourceIdentifier) : IEventHandler
{
    // The session's queue has no bound: what nobody has taken out of it yet keeps the rest in the journal.
    private const int MaxWaiting = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public async Task HandleAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        while (events.ReceivedEvents.Count >= MaxWaiting)
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }

        // In the current thread: through the thread pool, which is the default, events overtake each other.
        PSObject message = PSObject.AsPSObject(Presentation.Of(delivery.Event));
        events.GenerateEvent(sourceIdentifier, null, [message], message, processInCurrentThread: true, waitForCompletionInCurrentThread: false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
