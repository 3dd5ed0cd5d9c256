using System.Collections.Concurrent;
using DevFlow.Core.Webhooks;

namespace DevFlow.Platforms.Tests.Slack;

/// <summary>An inbox that stores in memory, as slowly as a test wants, or not at all.</summary>
internal sealed class GatedInbox : IWebhookInbox
{
    private readonly ConcurrentDictionary<string, Event> _stored = new(StringComparer.Ordinal);

    /// <summary>Nothing is stored before this ends.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public bool IsWritable { get; set; } = true;

    public ICollection<string> Stored => _stored.Keys;

    /// <summary>Ends when a delivery has come in.</summary>
    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<InboxAnswer> TakeAsync(ActiveSource source, WebhookRequest delivery, CancellationToken cancellationToken)
    {
        Event received;
        try
        {
            received = source.Scheme.ToEvent(delivery);
        }
        catch (DevFlowException unreadable)
        {
            return new InboxAnswer(WebhookOutcome.Unreadable, Reason: unreadable.Message);
        }

        Entered.TrySetResult();
        await Gate.WaitAsync(cancellationToken);
        return !IsWritable ? new InboxAnswer(WebhookOutcome.NotStored, received)
            : new InboxAnswer(_stored.TryAdd(received.Id, received) ? WebhookOutcome.Accepted : WebhookOutcome.Duplicate, received);
    }
}
