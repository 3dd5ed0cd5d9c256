namespace DevFlow.Core.Limits;

/// <summary>What a call waits for, or what it was not willing to wait for.</summary>
/// <param name="Bucket">The bucket; null where the platform wants no calls at all.</param>
/// <param name="Until">When it can go on by this machine's clock, at the earliest (UTC); null where the answers of other calls decide.</param>
/// <param name="Reason">What is the matter.</param>
internal sealed record RateLimitWait(string? Bucket, DateTimeOffset? Until, ShortageReason Reason);
