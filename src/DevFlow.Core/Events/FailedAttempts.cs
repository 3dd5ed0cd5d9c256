namespace DevFlow.Core.Events;

/// <summary>The attempts at an event that failed, those of processes that ended meanwhile included.</summary>
internal sealed class FailedAttempts(IEnumerable<DeliveryAttempt> earlier)
{
    private readonly List<DeliveryAttempt> _all = [.. earlier];

    public IReadOnlyList<DeliveryAttempt> All => _all;

    public string LastError => _all[^1].Error;

    /// <summary>True where the later events of its key wait until it is settled.</summary>
    public bool HoldsKey { get; set; }

    public void Add(DeliveryAttempt failed) => _all.Add(failed);
}
