using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Events;

/// <summary>
/// The durable handlers in the journal's file. A process runs a handler as long as it holds the lease on its name; it
/// renews the lease, and writes positions only while it is the owner.
/// </summary>
internal sealed class HandlerStore(Journal journal, TimeProvider time)
{
    /// <summary>How long a handler stays with a process that does not answer any more.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Takes the lease, or renews it; null where another process holds it.</summary>
    public async ValueTask<HandlerState?> TryAcquireAsync(string name, CancellationToken cancellationToken)
    {
        (HandlerState? state, long? former) = await journal.ExecuteAsync(writer => TryAcquire(writer, name), cancellationToken).ConfigureAwait(false);
        if (state is not null && former is { } ended)
        {
            // Now that they are on disk.
            LaneMarks.Remove(MarksOf(name, ended));
        }

        return state;
    }

    /// <summary>Where this process, or another one, marks what the handler is at work on.</summary>
    public string MarksOf(string name, long? writer = null) => LaneMarks.PathOf(journal.FilePath, writer ?? journal.WriterId, name);

    /// <returns>False where the lease is lost.</returns>
    public ValueTask<bool> TryRenewAsync(string name, CancellationToken cancellationToken) =>
        journal.ExecuteAsync(writer => TakeLease(writer, name), cancellationToken);

    /// <summary>Lets another process run the handler at once.</summary>
    public ValueTask<int> ReleaseAsync(string name, CancellationToken cancellationToken) => journal.ExecuteAsync(
        writer => writer.Run("UPDATE handler SET owner = NULL, lease_until = 0 WHERE name = $name AND owner = $owner", ("$name", name), ("$owner", journal.WriterId)),
        cancellationToken);

    public async Task<IReadOnlyList<string>> ReadNamesAsync(CancellationToken cancellationToken) => await journal.LookUpAsync(
        static connection => JournalSql.Read(connection, "SELECT name FROM handler ORDER BY name", static row => row.GetString(0)),
        cancellationToken).ConfigureAwait(false);

    /// <summary>Forgets how far a handler came: registered again it begins with what is published then. It must not be registered here.</summary>
    /// <returns>False where the journal knows no handler of that name.</returns>
    /// <exception cref="DevFlowException"><see cref="ErrorReason.InvalidArgument"/>: another process runs it.</exception>
    public async ValueTask<bool> ForgetAsync(string name, CancellationToken cancellationToken)
    {
        (bool isFree, bool isKnown, long? former) = await journal.ExecuteAsync(writer => Forget(writer, name), cancellationToken).ConfigureAwait(false);
        if (!isFree)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"The handler '{name}' is run by another process, so it is not forgotten.",
                $"Unregister it there, or end that process, and try again after {Lease.TotalSeconds:0} s.") { Target = name };
        }

        if (former is { } ended)
        {
            LaneMarks.Remove(MarksOf(name, ended));
        }

        return isKnown;
    }

    /// <summary>Writes positions within the writer's transaction.</summary>
    /// <returns>False where this process is no longer the owner; then nothing is written.</returns>
    public bool TrySave(JournalWriter writer, string name, IEnumerable<(EventPriority Priority, HandlerPosition Position)> positions)
    {
        if (writer.Run("UPDATE handler SET owner = owner WHERE name = $name AND owner = $owner", ("$name", name), ("$owner", journal.WriterId)) == 0)
        {
            return false;
        }

        foreach ((EventPriority priority, HandlerPosition position) in positions)
        {
            writer.Run(
                """
                INSERT INTO handler_position (handler, priority, seq, unsettled) VALUES ($name, $priority, $seq, $unsettled)
                ON CONFLICT (handler, priority) DO UPDATE SET seq = excluded.seq, unsettled = excluded.unsettled
                """,
                ("$name", name), ("$priority", (long)priority), ("$seq", position.Sequence), ("$unsettled", JsonSerializer.Serialize(position.Unsettled)));
        }

        return true;
    }

    // With the number of the process that ran the handler last, where that did not let it go.
    private (HandlerState? State, long? Former) TryAcquire(JournalWriter writer, string name)
    {
        long? former = OwnerOf(writer, name);
        long head = writer.Read("SELECT max(seq) FROM event", static row => row.IsDBNull(0) ? 0 : row.GetInt64(0))[0];
        writer.Run("INSERT INTO handler (name, start, lease_until) VALUES ($name, $head, 0) ON CONFLICT DO NOTHING", ("$name", name), ("$head", head));
        if (!TakeLease(writer, name))
        {
            return (null, null);
        }

        long start = writer.Read("SELECT start FROM handler WHERE name = $name", static row => row.GetInt64(0), ("$name", name))[0];
        Dictionary<EventPriority, HandlerPosition> positions = writer.Read(
            "SELECT priority, seq, unsettled FROM handler_position WHERE handler = $name",
            static row => KeyValuePair.Create((EventPriority)row.GetInt64(0), new HandlerPosition(row.GetInt64(1), JsonSerializer.Deserialize<long[]>(row.GetString(2))!)),
            ("$name", name)).ToDictionary();
        bool isTakenOver = former is not null && former != journal.WriterId;
        HandlerState state = new(start, head, positions);
        LaneWork ended = isTakenOver ? LaneMarks.Read(MarksOf(name, former)) : LaneWork.None;
        return (state with { Attempts = HandlerAttempts.Read(writer, name, ended, IsSettled, time.GetUtcNow()) }, isTakenOver ? former : null);

        // One that is no longer there does not come again.
        bool IsSettled(long sequence) => sequence <= state.SettledUpTo
            || !writer.Read("SELECT priority FROM event WHERE seq = $seq", static row => (EventPriority)row.GetInt64(0), ("$seq", sequence)).Exists(priority => !state.Of(priority).HasSettled(sequence));
    }

    private bool TakeLease(JournalWriter writer, string name)
    {
        DateTimeOffset now = time.GetUtcNow();
        return writer.Run(
            "UPDATE handler SET owner = $owner, lease_until = $until WHERE name = $name AND (owner IS NULL OR owner = $owner OR lease_until < $now)",
            ("$name", name), ("$owner", journal.WriterId), ("$until", (now + Lease).UtcTicks), ("$now", now.UtcTicks)) > 0;
    }

    private (bool IsFree, bool IsKnown, long? Former) Forget(JournalWriter writer, string name)
    {
        long? former = OwnerOf(writer, name);
        if (former is not null && !TakeLease(writer, name))
        {
            return (false, true, null);
        }

        HandlerAttempts.RemoveAll(writer, name);
        writer.Run("DELETE FROM handler_position WHERE handler = $name", ("$name", name));
        return (true, writer.Run("DELETE FROM handler WHERE name = $name", ("$name", name)) > 0, former);
    }

    private static long? OwnerOf(JournalWriter writer, string name) => writer.Read(
        "SELECT owner FROM handler WHERE name = $name", static row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0), ("$name", name)).FirstOrDefault();
}
