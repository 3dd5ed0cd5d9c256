using System.Collections.Concurrent;
using System.Collections.Frozen;
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
    private readonly ConcurrentQueue<long> _settledAfterFailures = new();
    private IReadOnlyDictionary<long, FailedAttempts> _earlier = FrozenDictionary<long, FailedAttempts>.Empty;
    private LaneMarks? _marks;
    private int _isSaveQueued;
    private volatile bool _isLost;

    /// <summary>Completes when it is known who runs the handler: from then on no event of this process is missed.</summary>
    public Task Begun => _begun.Task;

    public void Start() => _running = DetachedTask.Run(() => RunAsync(subscription.Stopping));

    /// <summary>Writes the last positions and lets the lease go; to be called when the lanes have ended.</summary>
    public async Task EndAsync()
    {
        await _running.ConfigureAwait(false);
        _marks?.Dispose();
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

    /// <summary>What became of an event before this process; null where it was not tried.</summary>
    public FailedAttempts? EarlierAttempts(long sequence) => _earlier.GetValueOrDefault(sequence);

    /// <summary>Notes what a lane begins to work on, in case the process does not outlive it.</summary>
    public void Begin(in QueuedEvent queued, int lane)
    {
        if (queued.Origin is Backlog)
        {
            _marks?.Begin(lane, queued.Event.Sequence, queued.Attempt);
        }
    }

    /// <summary>Notes that a lane has stopped working on its event, which is not settled.</summary>
    public void End(int lane) => _marks?.End(lane);

    /// <summary>Writes down that an attempt failed, so that the next process goes on counting from there.</summary>
    public async Task KeepAsync(QueuedEvent failed)
    {
        if (failed.Origin is not Backlog)
        {
            return;
        }

        try
        {
            await journal.ExecuteAsync(
                writer =>
                {
                    HandlerAttempts.Write(writer, subscription.Name, failed.Event.Sequence, failed.Failures!.All);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (DevFlowException exception)
        {
            logger.LogWarning("A failed attempt of handler '{Handler}' is not written down, so it does not count after a restart: {Error}", subscription.Name, exception.Message);
        }
    }

    /// <summary>Notes that an event is settled; it does not come again, also where the process ends before the journal is told.</summary>
    public void Settled(in QueuedEvent queued, int lane)
    {
        if (queued.Origin is not Backlog)
        {
            return;
        }

        _marks?.Settle(lane, queued.Event.Sequence);
        if (queued.Failures is not null)
        {
            _settledAfterFailures.Enqueue(queued.Event.Sequence);
        }
    }

    /// <summary>Tells the journal how far the handler came, with its next transaction; many settled events share one.</summary>
    public void Save()
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
                    _earlier = state.Attempts;
                    // Anew: who had the handler meanwhile has counted and removed the former file, as far as the system lets an open one go.
                    _marks?.Dispose();
                    _marks = LaneMarks.Create(store.MarksOf(subscription.Name), logger);
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
                while (_settledAfterFailures.TryDequeue(out long settled))
                {
                    HandlerAttempts.Remove(writer, subscription.Name, settled);
                }

                return store.TrySave(writer, subscription.Name, subscription.Positions);
            },
            CancellationToken.None).ConfigureAwait(false);
        _isLost |= !isOwner;
    }
}
