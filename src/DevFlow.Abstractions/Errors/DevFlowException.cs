namespace DevFlow;

/// <summary>The one exception DevFlow's engine and its plugins raise on purpose.</summary>
/// <remarks>Neither the message nor any property ever carries a secret.</remarks>
public sealed class DevFlowException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="reason">Why; becomes the error id.</param>
    /// <param name="message">What happened, as a full sentence that names the thing.</param>
    /// <param name="action">What to do next, as a full sentence; null where there is nothing to advise.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public DevFlowException(ErrorReason reason, string message, string? action = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Reason = reason;
        RecommendedAction = action;
    }

    /// <summary>Why; the error id of a cmdlet is <c>DevFlow.&lt;Reason&gt;</c>.</summary>
    public ErrorReason Reason { get; }

    /// <summary>The next step for the person who reads the error.</summary>
    public string? RecommendedAction { get; }

    /// <summary>The name of the thing that failed (a connection, a credential, an address); never a secret.</summary>
    public string? Target { get; init; }

    /// <summary>The HTTP status of the platform's answer, where there was one.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The platform's own id of the request, to quote in a support case.</summary>
    public string? RequestId { get; init; }

    /// <summary>The earliest moment at which a repeat can succeed, where it is known.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The rate-limit bucket that held the call back, as Get-DevFlowRateLimit names it, where one did.</summary>
    public string? Bucket { get; init; }

    /// <summary>Why the bucket held the call back: the platform's own word for a refusal it sent, such as <c>secondary</c>, else what it lacks.</summary>
    public string? LimitReason { get; init; }
}
