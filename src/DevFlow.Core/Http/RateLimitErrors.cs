using DevFlow.Core.Limits;

namespace DevFlow.Core.Http;

/// <summary>What a call says that a limit kept back: always until when, which bucket, and why.</summary>
internal static class RateLimitErrors
{
    private const string WhatNext = "Repeat the command after that time, or let it wait: -RateLimitBehavior Wait with a longer -MaxWait, or Wait-DevFlowRateLimit before it.";

    /// <summary>The platform refused the call; the refusal's moment is by this machine's clock.</summary>
    public static DevFlowException Refused(string connection, RateLimitRefusal refusal, int status)
    {
        string which = refusal.Policy is { } policy ? $"the limit '{policy.Name}'" : "a limit";
        return new DevFlowException(ErrorReason.RateLimited, $"The platform of '{connection}' refused the call because of {which} ({refusal.Reason}) until {refusal.RetryAt:u}.", WhatNext)
        {
            Target = connection,
            StatusCode = status,
            RetryAt = refusal.RetryAt,
            Bucket = refusal.Policy?.Name,
            LimitReason = refusal.Reason,
        };
    }

    /// <summary>The limiter did not let the call through within the time it may wait.</summary>
    public static DevFlowException HeldBack(string connection, RateLimitWait wait)
    {
        string which = wait.Bucket is null ? $"All calls of '{connection}' are" : $"The limit '{wait.Bucket}' of '{connection}' is";
        (string what, string reason) = wait.Reason switch
        {
            ShortageReason.Exhausted => ("exhausted", "exhausted"),
            ShortageReason.Refused => ("held back, for the platform refused one before,", "refused"),
            ShortageReason.Fairness => ("the turn of other processes", "fairness"),
            _ => ("taken by calls under way", "in-flight"),
        };
        string until = wait.Until is { } moment ? $" until {moment:u}" : "";
        return new DevFlowException(ErrorReason.RateLimited, $"{which} {what}{until}.", WhatNext)
        {
            Target = connection,
            RetryAt = wait.Until,
            Bucket = wait.Bucket,
            LimitReason = reason,
        };
    }
}
