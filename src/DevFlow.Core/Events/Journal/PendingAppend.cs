namespace DevFlow.Core.Events;

/// <summary>Events of one publisher on their way to the disk: all of them are stored, or none.</summary>
internal sealed class PendingAppend : JournalWork<AppendResult[]>
{
    private readonly IReadOnlyList<Event> _events;

    public PendingAppend(IReadOnlyList<Event> events)
    {
        _events = events;
        foreach (Event e in events)
        {
            // Looked at on the publisher's thread: an unusable element fails its publisher, not the transaction.
            Bytes += e.Payload.Utf8.Length;
        }
    }

    public override int Events => _events.Count;

    public override long Bytes { get; }

    public override void Execute(JournalWriter writer)
    {
        AppendResult[] results = new AppendResult[_events.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = writer.Append(_events[i]);
        }

        Result = results;
    }

    /// <summary>Answers with what was found on disk after a commit that reported a failure; false where something is missing.</summary>
    public bool TrySucceed(IReadOnlyDictionary<(string Id, string Source), Event> stored)
    {
        AppendResult[] results = new AppendResult[_events.Count];
        for (int i = 0; i < results.Length; i++)
        {
            if (!stored.TryGetValue((_events[i].Id, _events[i].Source), out Event? e))
            {
                return false;
            }

            results[i] = new AppendResult(e, IsDuplicate: false);
        }

        Result = results;
        Succeed();
        return true;
    }
}
