using System.Text.Json;

namespace DevFlow.Core.Events;

/// <summary>The failed attempts of durable handlers at events that are not settled, in the journal's file.</summary>
internal static class HandlerAttempts
{
    private const string Interrupted = "The process ended while the handler was at work.";

    /// <summary>The table. attempts: JSON; an empty list for an event that is settled, as long as the handler's position does not say so.</summary>
    public const string Schema = """
        CREATE TABLE handler_attempt (
          handler TEXT NOT NULL COLLATE NOCASE,
          seq INTEGER NOT NULL,
          attempts TEXT NOT NULL,
          PRIMARY KEY (handler, seq)
        ) STRICT, WITHOUT ROWID;
        """;

    public static void Write(JournalWriter writer, string handler, long sequence, IReadOnlyList<DeliveryAttempt> attempts) => writer.Run(
        """
        INSERT INTO handler_attempt (handler, seq, attempts) VALUES ($name, $seq, $attempts)
        ON CONFLICT (handler, seq) DO UPDATE SET attempts = excluded.attempts
        """,
        ("$name", handler), ("$seq", sequence), ("$attempts", JsonSerializer.Serialize(attempts)));

    public static void Remove(JournalWriter writer, string handler, long sequence) =>
        writer.Run("DELETE FROM handler_attempt WHERE handler = $name AND seq = $seq", ("$name", handler), ("$seq", sequence));

    public static void RemoveAll(JournalWriter writer, string handler) =>
        writer.Run("DELETE FROM handler_attempt WHERE handler = $name", ("$name", handler));

    /// <summary>By sequence, with what the lanes of a process were at when it ended.</summary>
    /// <param name="writer">A transaction.</param>
    /// <param name="handler">The name of the handler.</param>
    /// <param name="ended">What the process left behind.</param>
    /// <param name="isSettled">Whether the journal knows that an event is settled.</param>
    /// <param name="now">When it was found out.</param>
    public static IReadOnlyDictionary<long, FailedAttempts> Read(JournalWriter writer, string handler, LaneWork ended, Func<long, bool> isSettled, DateTimeOffset now)
    {
        Dictionary<long, FailedAttempts> attempts = writer.Read(
            "SELECT seq, attempts FROM handler_attempt WHERE handler = $name",
            static row => KeyValuePair.Create(row.GetInt64(0), From(JsonSerializer.Deserialize<DeliveryAttempt[]>(row.GetString(1))!)),
            ("$name", handler)).ToDictionary();
        foreach (long sequence in ended.Settled.Where(sequence => !isSettled(sequence)))
        {
            attempts[sequence] = From([]);
            Write(writer, handler, sequence, []);
        }

        foreach ((long sequence, int attempt) in ended.Interrupted)
        {
            if (!attempts.TryGetValue(sequence, out FailedAttempts? failed))
            {
                attempts.Add(sequence, failed = new FailedAttempts([]));
            }

            // Not where it is counted already: the process ended between writing that down and taking the mark away.
            if (failed.All.Count < attempt)
            {
                failed.Add(new DeliveryAttempt(attempt, now, TimeSpan.Zero, Interrupted));
                Write(writer, handler, sequence, failed.All);
            }
        }

        return attempts;
    }

    private static FailedAttempts From(DeliveryAttempt[] attempts) => new(attempts) { IsSettled = attempts.Length == 0 };
}
