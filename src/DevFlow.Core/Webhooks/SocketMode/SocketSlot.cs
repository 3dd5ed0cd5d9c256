using DevFlow.Core.Events;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>Keeps one socket open: the next is there before an announced end, and after an unforeseen one attempts follow with growing pauses.</summary>
/// <param name="name">The listener's name.</param>
/// <param name="open">Opens a socket.</param>
/// <param name="read">Reads it to its end.</param>
/// <param name="timing">How long is waited.</param>
/// <param name="random">Spreads the attempts.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of ends and failures.</param>
internal sealed class SocketSlot(
    string name, Func<CancellationToken, Task<SocketLink>> open, Func<SocketLink, CancellationToken, Task> read, SocketTiming timing, Random random, TimeProvider time, ILogger logger)
{
    private int _failures;

    /// <summary>Runs until it is told to stop; then the socket is closed in good order.</summary>
    /// <param name="first">The first socket; null to open it.</param>
    /// <param name="stopping">Stops it.</param>
    public async Task RunAsync(SocketLink? first, CancellationToken stopping)
    {
        using CancellationTokenSource cut = new();
        List<Task> ending = [];
        Task stop = Task.Delay(Timeout.InfiniteTimeSpan, time, stopping);
        SocketLink? link = first ?? await OpenAsync(stopping).ConfigureAwait(false);
        while (link is not null)
        {
            Task reading = read(link, cut.Token);
            await Task.WhenAny(reading, link.Ending, stop).ConfigureAwait(false);
            Judge(link, reading);
            SocketLink? next = stopping.IsCancellationRequested ? null : await OpenAsync(stopping).ConfigureAwait(false);
            ending.RemoveAll(static task => task.IsCompleted);
            ending.Add(EndAsync(link, reading, isReplaced: next is not null));
            link = next;
        }

        await Task.WhenAll(ending).ConfigureAwait(false);
        await cut.CancelAsync().ConfigureAwait(false);
    }

    // An announced end is none of its faults, nor one after a good while.
    private void Judge(SocketLink link, Task reading)
    {
        if (!reading.IsCompleted || link.Ending.IsCompleted || time.GetElapsedTime(link.OpenedAt) >= timing.Settled)
        {
            _failures = 0;
            return;
        }

        _failures++;
        logger.LogWarning("Listener {Listener}: a socket was lost ({Cause}); another one is opened.", name, reading.Exception?.InnerException?.GetType().Name ?? "closed by the platform");
    }

    private async Task<SocketLink?> OpenAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (_failures > 0)
                {
                    await Task.Delay(RetryDelay.After(_failures, timing.Backoff, random), time, stopping).ConfigureAwait(false);
                }

                return await open(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                _failures++;
                logger.LogError("Listener {Listener}: no socket could be opened at attempt {Attempt}: {Cause}", name, _failures, failure is DevFlowException ? failure.Message : failure.GetType().Name);
            }
        }

        return null;
    }

    // A replaced socket is read until the platform ends it; a stopped one says good-bye first.
    private async Task EndAsync(SocketLink link, Task reading, bool isReplaced)
    {
        try
        {
            using CancellationTokenSource limit = new(timing.Drain, time);
            if (!isReplaced)
            {
                await link.CloseAsync(limit.Token).ConfigureAwait(false);
            }

            await reading.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception ended)
        {
            // It is over either way; what was not acknowledged comes again.
            logger.LogDebug("Listener {Listener}: a socket has ended ({Cause}).", name, ended.GetType().Name);
        }
        finally
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }
    }
}
