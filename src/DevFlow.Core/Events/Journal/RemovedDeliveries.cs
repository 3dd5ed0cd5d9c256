namespace DevFlow.Core.Events;

/// <summary>
/// What a platform delivered and the journal has removed since: a repetition of it is known for a week more. Platforms repeat for three
/// days at most, but a full journal removes events that are younger.
/// </summary>
internal static class RemovedDeliveries
{
    /// <summary>until: ticks.</summary>
    public const string Schema = """
        CREATE TABLE removed_delivery (
          id TEXT NOT NULL,
          source TEXT NOT NULL,
          seq INTEGER NOT NULL,
          until INTEGER NOT NULL,
          PRIMARY KEY (id, source)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX removed_delivery_until ON removed_delivery (until);
        """;

    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(7);

    /// <summary>Remembers the deliveries among some events that are about to be removed.</summary>
    /// <param name="writer">Within the transaction that removes them.</param>
    /// <param name="which">A query for their sequences.</param>
    /// <param name="now">The time.</param>
    /// <param name="parameters">Those of the query.</param>
    public static void Remember(JournalWriter writer, string which, DateTimeOffset now, params ReadOnlySpan<(string Name, object Value)> parameters) => writer.Run(
        $"INSERT OR REPLACE INTO removed_delivery SELECT id, source, seq, $until FROM event WHERE seq IN ({which}) AND connection IS NOT NULL",
        [.. parameters, ("$until", (now + KnownFor).UtcTicks)]);

    /// <summary>The sequence that a delivery had; null where it is not known.</summary>
    public static long? Find(JournalWriter writer, Event e) => writer.Read(
        "SELECT seq FROM removed_delivery WHERE id = $id AND source = $source", static row => (long?)row.GetInt64(0), ("$id", e.Id), ("$source", e.Source)).FirstOrDefault();

    public static int Forget(JournalWriter writer, DateTimeOffset now) => writer.Run("DELETE FROM removed_delivery WHERE until < $now", ("$now", now.UtcTicks));
}
