using System.Management.Automation;
using DevFlow.Core.Events;
using DevFlow.PowerShell.Views;

namespace DevFlow.PowerShell.Handlers;

/// <summary>The one command of a lane's endless pipeline: takes events and calls the handler's script with each.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "DevFlowLane")]
internal sealed class LanePumpCommand : PSCmdlet, IDisposable
{
    public const string Name = "Invoke-DevFlowLane";

    private readonly CancellationTokenSource _stop = new();

    [Parameter(Mandatory = true)]
    public ScriptLane Lane { get; set; } = null!;

    public void Dispose() => _stop.Dispose();

    protected override void ProcessRecord()
    {
        // Created on the lane's own thread, so it belongs to the lane's session and to nobody else's.
        ScriptBlock script = ScriptBlock.Create(Lane.Text);
        foreach (LaneItem item in Lane.Items.GetConsumingEnumerable(_stop.Token))
        {
            if (Lane.IsStopped)
            {
                item.Done.TrySetCanceled();
                continue;
            }

            Handle(script, item);
        }
    }

    protected override void StopProcessing() => _stop.Cancel();

    private void Handle(ScriptBlock script, LaneItem item)
    {
        object happened = Presentation.Of(item.Delivery.Event);
        using IDisposable scope = EventScope.Enter(item.Delivery);
        try
        {
            script.InvokeWithContext([], [new PSVariable("_", happened), new PSVariable("Event", happened)], happened);
            Complete(item);
        }
        catch (PipelineStoppedException)
        {
            item.Done.TrySetException(new DevFlowException(ErrorReason.HandlerFailed, "The handler's pipeline was stopped."));
            throw;
        }
        catch (FlowControlException)
        {
            // exit, break and continue end this call as return does; there is no loop or session of the user's to end.
            Complete(item);
        }
        catch (Exception exception)
        {
            Lane.TakeErrors();
            item.Done.TrySetException(exception is RuntimeException { ErrorRecord: { } record } ? Failure(record) : exception);
        }
    }

    private void Complete(LaneItem item)
    {
        if (Lane.TakeErrors() is [ErrorRecord first, ..])
        {
            item.Done.TrySetException(Failure(first));
        }
        else
        {
            item.Done.TrySetResult();
        }
    }

    private static DevFlowException Failure(ErrorRecord error) =>
        new(ErrorReason.HandlerFailed, $"{error} ({error.InvocationInfo?.PositionMessage.ReplaceLineEndings(" ").Trim()})", null, error.Exception);
}
