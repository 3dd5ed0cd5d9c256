using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DevFlow.Core.Events;

/// <summary>The dead letters in the journal's file.</summary>
internal sealed class DeadLetterStore(Journal journal, TimeProvider time)
{
    private const int PageSize = 256;

    /// <summary>Keeps an event that a handler has given up.</summary>
    public ValueTask<int> AddAsync(string handler, Event failed, FailedAttempts failures, CancellationToken cancellationToken)
    {
        // Before the transaction, which is others' too: what goes wrong here is this event's alone.
        string json = failed.ToJson();
        string attempts = JsonSerializer.Serialize(failures.All);
        return journal.ExecuteAsync(
            writer => writer.Run(
                "INSERT INTO dead_letter (handler, time, error, attempts, seq, hops, event) VALUES ($handler, $time, $error, $attempts, $seq, $hops, $event)",
                ("$handler", handler), ("$time", time.GetUtcNow().UtcTicks), ("$error", failures.LastError), ("$attempts", attempts),
                ("$seq", failed.Sequence), ("$hops", (long)failed.Hops), ("$event", json)),
            cancellationToken);
    }

    /// <returns>False where there is none of that number.</returns>
    public async ValueTask<bool> RemoveAsync(long id, CancellationToken cancellationToken) =>
        await journal.ExecuteAsync(writer => writer.Run("DELETE FROM dead_letter WHERE id = $id", ("$id", id)), cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>The oldest first, read page by page.</summary>
    public async IAsyncEnumerable<DeadLetter> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long after = 0;
        List<DeadLetter> page;
        do
        {
            long from = after;
            page = await journal.LookUpAsync(
                connection => JournalSql.Read(
                    connection,
                    "SELECT id, handler, time, error, attempts, seq, hops, event FROM dead_letter WHERE id > $after ORDER BY id LIMIT $most",
                    static row => new DeadLetter
                    {
                        Id = row.GetInt64(0),
                        Handler = row.GetString(1),
                        FailedAt = new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero),
                        Error = row.GetString(3),
                        Attempts = JsonSerializer.Deserialize<DeliveryAttempt[]>(row.GetString(4))!,
                        Event = Event.FromJson(row.GetString(7)) with { Sequence = row.GetInt64(5), Hops = row.GetInt32(6) },
                    },
                    ("$after", from), ("$most", (long)PageSize)),
                cancellationToken).ConfigureAwait(false);
            foreach (DeadLetter letter in page)
            {
                yield return letter;
                after = letter.Id;
            }
        }
        while (page.Count == PageSize);
    }
}
