using System.Runtime.ExceptionServices;

namespace DevFlow.Core.Credentials;

/// <summary>A line that waits to be written with others.</summary>
internal sealed class PendingLine(AuditRecord record, bool durable)
{
    private ExceptionDispatchInfo? _failure;

    public AuditRecord Record => record;

    public bool IsDurable => durable;

    public bool IsSettled { get; private set; }

    /// <param name="failure">Why it was not written; null where it was.</param>
    public void Settle(Exception? failure)
    {
        _failure = failure is null ? null : ExceptionDispatchInfo.Capture(failure);
        IsSettled = true;
    }

    public void ThrowIfFailed() => _failure?.Throw();
}
