using System.Diagnostics.CodeAnalysis;

namespace DevFlow.Core.Events;

/// <summary>
/// Publishes a long row of events: each begins its way at once, and while some are being written those that come gather
/// for the next transaction. For one producer, who takes the answers, in the order of the events, whenever it likes.
/// </summary>
internal sealed class PublishQueue(EventBus bus)
{
    private const int MaxGathered = 4_096;

    private readonly Lock _gate = new();
    private readonly Queue<PublishAnswer> _answers = new();
    private List<Event> _gathered = [];
    private Task _publishing = Task.CompletedTask;
    private TaskCompletionSource? _room;

    /// <summary>Sends an event on its way; waits only where thousands are ahead of it.</summary>
    /// <exception cref="DevFlowException">The event breaks a rule; nothing became of it.</exception>
    public ValueTask AddAsync(Event draft, CancellationToken cancellationToken)
    {
        EventRules.Check(draft);
        lock (_gate)
        {
            _gathered.Add(draft);
            if (_publishing.IsCompleted)
            {
                // On the pool, in the producer's flow: what a handler publishes belongs to its event's story.
                _publishing = Task.Run(() => PublishAsync(cancellationToken), CancellationToken.None);
            }

            return _gathered.Count < MaxGathered ? ValueTask.CompletedTask : WaitForRoom(cancellationToken);
        }
    }

    /// <summary>The answer to the oldest event whose answer has not been taken, as far as there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out PublishAnswer? answer)
    {
        lock (_gate)
        {
            return _answers.TryDequeue(out answer);
        }
    }

    /// <summary>Completes when all events have been answered.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            return _publishing;
        }
    }

    private ValueTask WaitForRoom(CancellationToken cancellationToken)
    {
        _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new ValueTask(_room.Task.WaitAsync(cancellationToken));
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        while (TakeGathered() is { } drafts)
        {
            PublishAnswer[] answers = await PublishAsync(drafts, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                Array.ForEach(answers, _answers.Enqueue);
            }
        }
    }

    // Null where there is nothing left; the next event then begins another task.
    private List<Event>? TakeGathered()
    {
        lock (_gate)
        {
            if (_gathered.Count == 0)
            {
                _publishing = Task.CompletedTask;
                return null;
            }

            List<Event> drafts = _gathered;
            _gathered = new List<Event>(drafts.Count);
            _room?.TrySetResult();
            _room = null;
            return drafts;
        }
    }

    private async Task<PublishAnswer[]> PublishAsync(List<Event> drafts, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<PublishResult> results = await bus.PublishAsync(drafts, cancellationToken).ConfigureAwait(false);
            return [.. results.Select(static result => new PublishAnswer(result, null))];
        }
        catch (DevFlowException exception) when (exception.Reason is not ErrorReason.JournalUnusable && drafts.Count > 1)
        {
            // All or none: one of them is to blame, and the others shall not suffer for it.
            return await PublishEachAsync(drafts, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return [.. drafts.Select(_ => new PublishAnswer(null, exception))];
        }
    }

    private async Task<PublishAnswer[]> PublishEachAsync(List<Event> drafts, CancellationToken cancellationToken)
    {
        PublishAnswer[] answers = new PublishAnswer[drafts.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            try
            {
                answers[i] = new PublishAnswer(await bus.PublishAsync(drafts[i], cancellationToken).ConfigureAwait(false), null);
            }
            catch (Exception exception)
            {
                answers[i] = new PublishAnswer(null, exception);
            }
        }

        return answers;
    }
}
