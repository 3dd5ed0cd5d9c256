namespace DevFlow.Core.Events;

/// <summary>Something that waits for the journal's writer: whatever waits at the same time shares a transaction.</summary>
internal abstract class JournalWork
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private int _state;

    /// <summary>How many events it brings to the transaction.</summary>
    public virtual int Events => 0;

    /// <summary>How many bytes of payload it brings to the transaction.</summary>
    public virtual long Bytes => 0;

    /// <summary>Claims the work for a transaction; from then on it can no longer be cancelled.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    public void TryCancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued)
        {
            OnCancelled(cancellationToken);
        }
    }

    /// <summary>Does the work within the transaction; may be thrown away with it.</summary>
    public abstract void Execute(JournalWriter writer);

    /// <summary>The transaction is on disk.</summary>
    public abstract void Succeed();

    public abstract void Fail(DevFlowException error);

    protected abstract void OnCancelled(CancellationToken cancellationToken);
}
