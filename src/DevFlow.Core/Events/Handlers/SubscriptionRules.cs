namespace DevFlow.Core.Events;

/// <summary>Which options a subscription takes.</summary>
internal static class SubscriptionRules
{
    public const int MaxLanes = 64;

    public static void Check(EventSubscriptionOptions options)
    {
        Require(options.Lanes is >= 1 and <= MaxLanes, $"The handler '{options.Name}' shall have {options.Lanes} lanes.", $"Give it 1 to {MaxLanes} lanes.");
        Require(options.Count is null or > 0, $"The handler '{options.Name}' shall handle {options.Count} events.", "Give a count of 1 or more.");
        Require(options.TimeToLive is null || IsTimer(options.TimeToLive.Value), $"The handler '{options.Name}' shall live for {options.TimeToLive}.", "Give a time to live of more than zero and at most 49 days.");
        Require(options.Timeout is null || IsTimer(options.Timeout.Value), $"The handler '{options.Name}' has the time-out {options.Timeout}.", "Give a time-out of more than zero and at most 49 days.");
        Require(options.Priority is null || Enum.IsDefined(options.Priority.Value), $"The handler '{options.Name}' has the unknown priority {options.Priority}.", "Use Critical, High, Normal or Low.");
        if (options.Retry is { } retry)
        {
            Require(retry.MaxAttempts >= 1, $"The handler '{options.Name}' shall be tried {retry.MaxAttempts} times.", "Give 1 or more attempts.");
            Require(retry.Delay >= TimeSpan.Zero && IsTimer(retry.MaxDelay) && retry.Factor >= 1, $"The handler '{options.Name}' has a retry policy that cannot be kept.", "Give a delay of zero or more, a longest delay of at most 49 days, and a factor of 1 or more.");
        }
    }

    public static bool IsTimer(TimeSpan time) => time > TimeSpan.Zero && time <= LongestTimer.Span;

    private static void Require(bool holds, string message, string action)
    {
        if (!holds)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, message, action);
        }
    }
}
