namespace DevFlow.Core.Webhooks;

/// <summary>A listener of this process, whichever way deliveries come to it.</summary>
internal abstract class RunningListener : WebhookListener, IAsyncDisposable
{
    /// <summary>Ends when the listener has stopped.</summary>
    public abstract Task Ended { get; }

    /// <summary>Begins anew; figures and secrets stay.</summary>
    public abstract Task RestartAsync(CancellationToken cancellationToken);

    /// <summary>Stops once what is under way is acknowledged.</summary>
    public abstract ValueTask DisposeAsync();
}
