namespace DevFlow.Sandbox.Webhooks;

/// <summary>How a platform delivers, as data.</summary>
internal sealed record DeliveryPolicy
{
    /// <summary>How long a receiver has. Not divided by the sandbox's clock: the receiver is real.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How long to wait before each retry; empty for none.</summary>
    public IReadOnlyList<TimeSpan> Retries { get; init; } = [];

    /// <summary>The statuses that are retried; null for every failure.</summary>
    public Func<int, bool>? RetriesStatus { get; init; }

    /// <summary>With the value 1 on a failed answer it ends the retries.</summary>
    public string? NoRetryHeader { get; init; }

    /// <summary>Once everything has failed for so long, each message is tried once until one succeeds.</summary>
    public TimeSpan? RetriesEndAfter { get; init; }

    /// <summary>The first status that is no success: 300, or 400 where redirects count as success.</summary>
    public int SuccessBelow { get; init; } = 300;

    /// <summary>How many redirects are followed.</summary>
    public int Redirects { get; init; }

    /// <summary>A larger body is never sent.</summary>
    public int MaxBody { get; init; } = 25 * 1024 * 1024;

    /// <summary>How much of an answer is kept.</summary>
    public int MaxResponseBody { get; init; } = 8 * 1024;

    /// <summary>Further messages are lost, as a failed delivery is: a receiver that hangs costs its time-out each.</summary>
    public int MaxWaiting { get; init; } = 10_000;

    /// <summary>When a failing hook is switched off.</summary>
    public DisableRule? Disable { get; init; }

    public bool IsSuccess(int status) => status >= 200 && status < SuccessBelow;

    /// <summary>True where a failed delivery may be tried again.</summary>
    public bool CanRetry(LoggedDelivery failed)
    {
        if (failed.Attempt.IsRedelivery || failed.Attempt.Retry >= Retries.Count)
        {
            return false;
        }

        if (NoRetryHeader is { } header && failed.ResponseHeader(header) == "1")
        {
            return false;
        }

        return failed.StatusCode is not { } status || RetriesStatus is null || RetriesStatus(status);
    }
}
