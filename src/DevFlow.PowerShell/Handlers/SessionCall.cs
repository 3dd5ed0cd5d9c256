using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Views;

namespace DevFlow.PowerShell.Handlers;

/// <summary>One event on its way through the event manager to the session's thread.</summary>
/// <param name="action">The user's script.</param>
/// <param name="delivery">The event.</param>
/// <param name="streams">Where the event manager puts what the script writes.</param>
internal sealed class SessionCall(ScriptBlock action, EventDelivery delivery, Job streams)
    : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>Called by the event manager's script, on the session's thread.</summary>
    public void Run()
    {
        // Its time was over, or the handler was removed, before the session had time for it.
        if (Task.IsCompleted)
        {
            return;
        }

        using IDisposable scope = EventScope.Enter(delivery);
        DevFlowException? failure = null;
        try
        {
            object shown = Presentation.Of(delivery.Event);
            DeliveryStreams.WriteOutput(action.InvokeWithContext(null, [new PSVariable("_", shown), new PSVariable("Event", shown)], shown), delivery);
        }
        catch (PipelineStoppedException)
        {
            TrySetException(LaneError.Stopped());
            throw;
        }
        catch (FlowControlException)
        {
            // As in a lane: it ends this call as return does.
        }
        catch (Exception exception)
        {
            failure = LaneError.Of(exception);
        }

        DeliveryStreams.TakeWarnings(streams.Warning, delivery);
        DeliveryStreams.TakeLines(streams.Verbose, streams.Information, delivery);
        ErrorRecord? error = DeliveryStreams.TakeErrors(streams.Error, delivery);
        if ((failure ?? (error is null ? null : LaneError.Of(error))) is { } failed)
        {
            TrySetException(failed);
        }
        else
        {
            TrySetResult();
        }
    }
}
