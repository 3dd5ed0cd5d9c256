using System.Diagnostics;

namespace DevFlow.Core.Events;

/// <summary>Makes one attempt: filter, transform, handler, within the time it may take.</summary>
internal sealed class HandlerRunner(EventSubscription subscription, EventSubscriptionOptions options, IEventHandler handler, TimeProvider time)
{
    // A handler that does not react to its token is left behind after this; it must not hold up its lane for ever.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly bool _isPlain = options is { Filter: null, Transform: null, Timeout: null };

    /// <summary>True where the event was handled, false where filter or transform left it out.</summary>
    /// <remarks>
    /// Not an async method: the ambient delivery has to stay until the handler's own code runs, and a handler that
    /// completes at once costs no allocation here. The lane's loop sets the ambient anew for each event.
    /// </remarks>
    public ValueTask<bool> RunAsync(EventDelivery delivery, CancellationToken stop)
    {
        EventScope.Set(delivery);
        if (!_isPlain || EventTracing.IsOn)
        {
            return RunStepsAsync(delivery, stop);
        }

        Task handling;
        try
        {
            handling = handler.HandleAsync(delivery, stop);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<bool>(exception);
        }

        return handling.IsCompletedSuccessfully ? new ValueTask<bool>(true) : AwaitAsync(handling);
    }

    private static async ValueTask<bool> AwaitAsync(Task handling)
    {
        await handling.ConfigureAwait(false);
        return true;
    }

    private async ValueTask<bool> RunStepsAsync(EventDelivery delivery, CancellationToken stop)
    {
        using Activity? span = EventTracing.StartHandling(delivery);
        if (options.Timeout is not { } limit)
        {
            return await RunStepsUntimedAsync(delivery, stop).ConfigureAwait(false);
        }

        using CancellationTokenSource timer = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, timer.Token);
        // On the pool: code that never returns to its first await would otherwise keep the clock from being looked at.
        Task<bool> running = Task.Run(() => RunStepsUntimedAsync(delivery, either.Token).AsTask(), CancellationToken.None);
        try
        {
            return await running.WaitAsync(limit + Grace, time, stop).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException || (timer.IsCancellationRequested && !stop.IsCancellationRequested))
        {
            throw new DevFlowException(
                ErrorReason.TimedOut,
                $"The handler '{subscription.Name}' took longer than {limit.TotalSeconds:0.###} s.",
                "Make the handler quicker, or give it more time.") { Target = subscription.Name };
        }
    }

    private async ValueTask<bool> RunStepsUntimedAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        if (options.Filter is { } filter && !await filter(delivery.Event, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        if (options.Transform is { } transform)
        {
            if (await transform(delivery.Event, cancellationToken).ConfigureAwait(false) is not { } transformed)
            {
                return false;
            }

            delivery.Event = transformed;
        }

        await handler.HandleAsync(delivery, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
