namespace DevFlow.Core.Webhooks;

/// <summary>Where verified deliveries go, however they came: by HTTP, through a socket, or fetched after a downtime.</summary>
internal interface IWebhookInbox
{
    /// <summary>False while the last attempt to store something has failed.</summary>
    bool IsWritable { get; }

    /// <summary>Takes a verified delivery. When it returns with <see cref="WebhookOutcome.Accepted"/>, the event is on disk and the sender may be told.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="delivery">The delivery; its body is not kept.</param>
    /// <param name="cancellationToken">Gives up as long as nothing is being written. Not for a sender that hung up: what is verified is kept.</param>
    /// <returns>What became of it. Nothing is thrown.</returns>
    ValueTask<InboxAnswer> TakeAsync(ActiveSource source, WebhookRequest delivery, CancellationToken cancellationToken);
}
