namespace DevFlow.Core.Events;

/// <summary>What became of an event so far: the attempts that failed, those of processes that ended meanwhile included.</summary>
internal sealed class FailedAttempts(IEnumerable<DeliveryAttempt> earlier)
{
    private readonly List<DeliveryAttempt> _all = [.. earlier];

    public IReadOnlyList<DeliveryAttempt> All => _all;

    public string LastError => _all[^1].Error;

    /// <summary>True where the event was settled by a process that ended before it told the journal: it is not to be handled again.</summary>
    public bool IsSettled { get; init; }

    /// <summary>True where the later events of its key wait until it is settled.</summary>
    public bool HoldsKey { get; set; }

    public void Add(DeliveryAttempt failed) => _all.Add(failed);
}
