namespace DevFlow.Core.Webhooks;

/// <summary>
/// What all unverified bodies of a listener together may hold in memory. Who has no secret can still open every
/// connection there is and send 25 MiB on each.
/// </summary>
internal sealed class WebhookBodyBudget(long bytes)
{
    /// <summary>256 MiB: ten bodies of the largest size, thousands of the usual one.</summary>
    public const long Default = 256L * 1024 * 1024;

    private long _left = bytes;

    public bool TryTake(long amount)
    {
        if (Interlocked.Add(ref _left, -amount) >= 0)
        {
            return true;
        }

        Return(amount);
        return false;
    }

    public void Return(long amount) => Interlocked.Add(ref _left, amount);
}
