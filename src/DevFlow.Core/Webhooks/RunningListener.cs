namespace DevFlow.Core.Webhooks;

/// <summary>A listener of this process, whichever way deliveries come to it. Restarts and the end come one after the other, whoever asks for them.</summary>
internal abstract class RunningListener : WebhookListener, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    protected RunningListener()
    {
        Stopping = _stopping.Token;
    }

    /// <summary>Ends when the listener has stopped.</summary>
    internal Task Ended => _ended.Task;

    public override bool IsListening => Volatile.Read(ref _disposed) == 0;

    /// <summary>Cancelled as soon as somebody stops the listener.</summary>
    protected CancellationToken Stopping { get; }

    /// <summary>Begins anew; figures and secrets stay.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(Stopping.IsCancellationRequested, this);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
            await BeginAnewAsync(either.Token).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops once what is under way is acknowledged.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
            _stopping.Dispose();
            _ended.TrySetResult();
        }
    }

    protected abstract Task BeginAnewAsync(CancellationToken cancellationToken);

    protected abstract Task EndAsync();
}
