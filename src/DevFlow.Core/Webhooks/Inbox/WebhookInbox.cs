using DevFlow.Core.Events;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// Reads verified deliveries as events and publishes them. The journal's unique (source, id) knows a repeated one, for as long as the
/// event is in the journal and a week after it has left.
/// </summary>
internal sealed class WebhookInbox(Func<Event, CancellationToken, ValueTask<PublishResult>> publish, ILogger logger) : IWebhookInbox
{
    private volatile bool _isFailing;

    public bool IsWritable => !_isFailing;

    public async ValueTask<InboxAnswer> TakeAsync(ActiveSource source, WebhookRequest delivery, CancellationToken cancellationToken)
    {
        InboxAnswer read = Read(source, delivery);
        if (read.Event is not { } received)
        {
            return read;
        }

        try
        {
            PublishResult result = await publish(received, cancellationToken).ConfigureAwait(false);
            _isFailing = false;
            return result.Outcome switch
            {
                PublishOutcome.Duplicate => new InboxAnswer(WebhookOutcome.Duplicate, result.Event),
                PublishOutcome.Stopped => new InboxAnswer(WebhookOutcome.Refused, received, Reason: $"the middleware '{result.StoppedBy}' stopped it"),
                _ => new InboxAnswer(WebhookOutcome.Accepted, result.Event),
            };
        }
        catch (DevFlowException refused) when (refused.Reason != ErrorReason.JournalUnusable)
        {
            // A middleware or a rule of the bus: it would say the same to every repetition.
            logger.LogWarning("Source {Source}: {Topic} {Id} is not let in: {Cause}", source.Name, received.Topic, received.Id, refused.Message);
            return new InboxAnswer(WebhookOutcome.Refused, received, Reason: refused.Message);
        }
        catch (Exception failure)
        {
            _isFailing = true;
            string cause = failure is DevFlowException ? failure.Message : failure.GetType().Name;
            logger.LogError("Source {Source}: {Topic} {Id} could not be stored: {Cause}", source.Name, received.Topic, received.Id, cause);
            return new InboxAnswer(WebhookOutcome.NotStored, received, Reason: cause);
        }
    }

    private InboxAnswer Read(ActiveSource source, WebhookRequest delivery)
    {
        try
        {
            return source.Scheme.AnswerTest(delivery) is string reply
                ? new InboxAnswer(WebhookOutcome.Test, Reply: reply)
                : new InboxAnswer(WebhookOutcome.Accepted, source.Scheme.ToEvent(delivery) with { Connection = source.Name });
        }
        catch (DevFlowException unreadable)
        {
            logger.LogWarning("Source {Source}: {Cause}", source.Name, unreadable.Message);
            return new InboxAnswer(WebhookOutcome.Unreadable, Reason: unreadable.Message);
        }
        catch (Exception failure)
        {
            logger.LogError("Source {Source}: the plugin {Platform} failed to read a verified delivery ({Cause}).", source.Name, source.Platform, failure.GetType().Name);
            return new InboxAnswer(WebhookOutcome.Failed, Reason: $"the plugin failed ({failure.GetType().Name})");
        }
    }
}
