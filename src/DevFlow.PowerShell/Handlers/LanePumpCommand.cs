using System.Management.Automation;
using DevFlow.Core.Events;

namespace DevFlow.PowerShell.Handlers;

/// <summary>The one command of a lane's endless pipeline: takes calls and calls the handler's script with each.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "DevFlowLane")]
internal sealed class LanePumpCommand : PSCmdlet, IDisposable
{
    public const string Name = "Invoke-DevFlowLane";

    private static readonly IReadOnlyList<PSObject> Nothing = [];

    private readonly CancellationTokenSource _stop = new();

    [Parameter(Mandatory = true)]
    public LaneSession Session { get; set; } = null!;

    public void Dispose() => _stop.Dispose();

    protected override void ProcessRecord()
    {
        while (Session.TryBegin(out LaneCall? call, _stop.Token))
        {
            Handle(call);
        }
    }

    protected override void StopProcessing() => _stop.Cancel();

    private void Handle(LaneCall call)
    {
        using IDisposable? scope = call.Delivery is null ? null : EventScope.Enter(call.Delivery);
        DevFlowException? failure;
        IReadOnlyList<PSObject> output = Nothing;
        try
        {
            output = Session.ScriptOf(call.Role).InvokeWithContext(null, [new PSVariable("_", call.Event), new PSVariable("Event", call.Event)], call.Event);
            failure = null;
        }
        catch (PipelineStoppedException)
        {
            Record(call, output);
            Session.Finish();
            call.TrySetException(LaneError.Stopped());
            throw;
        }
        catch (FlowControlException)
        {
            // exit, break and continue end this call as return does; there is no loop or session of the user's to end.
            failure = null;
        }
        catch (Exception exception)
        {
            failure = LaneError.Of(exception);
            if (exception is RuntimeException { ErrorRecord: { } record })
            {
                DeliveryStreams.WriteError(record, call.Delivery);
            }
        }

        failure = Record(call, output) ?? failure;
        Session.Finish();
        if (failure is null)
        {
            call.TrySetResult(output);
        }
        else
        {
            call.TrySetException(failure);
        }
    }

    private DevFlowException? Record(LaneCall call, IReadOnlyList<PSObject> output)
    {
        PSDataStreams streams = Session.Streams;
        DeliveryStreams.TakeWarnings(streams.Warning, call.Delivery);
        DeliveryStreams.TakeLines(streams.Verbose, streams.Information, call.Delivery);
        DeliveryStreams.Drop(streams.Debug);
        DeliveryStreams.Drop(streams.Progress);
        if (call is { Delivery: { } answered, Role: LaneRole.Action })
        {
            DeliveryStreams.WriteOutput(output, answered);
        }

        return DeliveryStreams.TakeErrors(streams.Error, call.Delivery) is { } first ? LaneError.Of(first) : null;
    }
}
