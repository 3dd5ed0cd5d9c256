using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>
/// Runs a durable handler in this process while it holds the lease on the handler's name: takes it, renews it, writes
/// how far the handler came, and stands by where another process has it.
/// </summary>
internal sealed class DurableRun(Subscription subscription, HandlerStore store, Journal journal, TimeProvider time, ILogger logger)
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private int _isSaveQueued;
    private volatile bool _isLost;

    /// <summary>Completes when it is known who runs the handler: from then on no event of this process is missed.</summary>
    public Task Begun => _begun.Task;

    public void Start() => _running = DetachedTask.Run(() => RunAsync(subscription.Stopping));

    /// <summary>Writes the last positions and lets the lease go; to be called when the lanes have ended.</summary>
    public async Task EndAsync()
    {
        await _running.ConfigureAwait(false);
        try
        {
            await SaveAsync().ConfigureAwait(false);
            await store.ReleaseAsync(subscription.Name, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DevFlowException exception)
        {
            logger.LogWarning("The position of handler '{Handler}' could not be written, so some events may be handled again: {Error}", subscription.Name, exception.Message);
        }
    }

    /// <summary>An event is settled. The position is written with the journal's next transaction; many settled events share one.</summary>
    public void Settled()
    {
        if (Interlocked.Exchange(ref _isSaveQueued, 1) == 0)
        {
            _ = TrySaveAsync();
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (await TryAcquireAsync(stop).ConfigureAwait(false) is { } state)
                {
                    _isLost = false;
                    subscription.Activate(state);
                    _begun.TrySetResult();
                    await HoldAsync(stop).ConfigureAwait(false);
                }

                _begun.TrySetResult();
                await Task.Delay(store.Lease / 4, time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Unregistered.
        }
        finally
        {
            _begun.TrySetResult();
        }
    }

    private async Task<HandlerState?> TryAcquireAsync(CancellationToken stop)
    {
        try
        {
            return await store.TryAcquireAsync(subscription.Name, stop).ConfigureAwait(false);
        }
        catch (DevFlowException exception)
        {
            logger.LogError("Handler '{Handler}' waits for the journal: {Error}", subscription.Name, exception.Message);
            return null;
        }
    }

    // Returns when the lease is lost. A journal that cannot be written for the whole of a lease may have lost it.
    private async Task HoldAsync(CancellationToken stop)
    {
        long renewed = time.GetTimestamp();
        while (!_isLost)
        {
            await Task.Delay(store.Lease / 4, time, stop).ConfigureAwait(false);
            try
            {
                _isLost |= !await store.TryRenewAsync(subscription.Name, stop).ConfigureAwait(false);
                renewed = time.GetTimestamp();
            }
            catch (DevFlowException exception)
            {
                logger.LogError("The lease of handler '{Handler}' could not be renewed: {Error}", subscription.Name, exception.Message);
                _isLost = time.GetElapsedTime(renewed) > store.Lease;
            }
        }

        subscription.Deactivate();
        logger.LogWarning("Handler '{Handler}' stands by: another process runs it.", subscription.Name);
    }

    private async Task TrySaveAsync()
    {
        try
        {
            await SaveAsync().ConfigureAwait(false);
        }
        catch (DevFlowException exception)
        {
            // The next settled event writes all positions again.
            logger.LogWarning("The position of handler '{Handler}' is not written yet: {Error}", subscription.Name, exception.Message);
        }
    }

    private async Task SaveAsync()
    {
        bool isOwner = await journal.ExecuteAsync(
            writer =>
            {
                // Cleared first: what is settled from now on may be missing in what is written here.
                Volatile.Write(ref _isSaveQueued, 0);
                Interlocked.MemoryBarrier();
                return store.TrySave(writer, subscription.Name, subscription.Positions);
            },
            CancellationToken.None).ConfigureAwait(false);
        _isLost |= !isOwner;
    }
}
