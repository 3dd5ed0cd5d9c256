namespace DevFlow.Core.Events;

/// <summary>Work with a result, for which someone waits.</summary>
internal abstract class JournalWork<T> : JournalWork
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _completion.Task;

    /// <summary>What the execution came to; valid once it has succeeded.</summary>
    public T? Result { get; protected set; }

    public override void Succeed() => _completion.TrySetResult(Result!);

    public override void Fail(DevFlowException error) => _completion.TrySetException(error);

    protected override void OnCancelled(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);
}
