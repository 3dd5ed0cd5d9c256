using DevFlow.Core.Events;
using DevFlow.PowerShell.Binding;

namespace DevFlow.PowerShell.Handlers;

/// <summary>Which events a command wants to read while they come, and when it has enough.</summary>
internal sealed record LiveRead
{
    /// <summary>The command, for people who look at the handlers.</summary>
    public required string Reader { get; init; }

    public required EventQuery Query { get; init; }

    public EventFilter? Filter { get; init; }

    /// <summary>Runs a script of the user on the thread of the user's session.</summary>
    public required Func<Func<bool>, ValueTask<bool>> OnPipeline { get; init; }

    /// <summary>At most so many; null without end.</summary>
    public long? Count { get; init; }

    /// <summary>How long.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>Hands over each event as it comes; returns when there are enough, or when the time is over.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> RunAsync(EventBus bus, Func<Event, ValueTask> emit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timer = new(Limit, TimeProvider.System);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        long found = 0;
        try
        {
            await foreach (Event e in LiveEvents.ReadAsync(bus, Reader, Query, either.Token).ConfigureAwait(false))
            {
                if (Filter is null || await Filter.FitsAsync(e, OnPipeline).ConfigureAwait(false))
                {
                    await emit(e).ConfigureAwait(false);
                    if (++found == Count)
                    {
                        break;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }

        return found;
    }
}
