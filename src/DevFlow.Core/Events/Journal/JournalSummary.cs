using System.Runtime.InteropServices;

namespace DevFlow.Core.Events;

/// <summary>What a journal holds, at a glance. A journal that was never written to holds nothing.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JournalSummary(long Events, long DeadLetters, long Bytes)
{
    public static async Task<JournalSummary> ReadAsync(Journal journal, CancellationToken cancellationToken) =>
        !File.Exists(journal.FilePath) ? default : await journal.LookUpAsync(
            static connection => JournalSql.Read(
                connection,
                "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM dead_letter), page_count * page_size FROM pragma_page_count, pragma_page_size",
                static row => new JournalSummary(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)))[0],
            cancellationToken).ConfigureAwait(false);

    /// <summary>The topics there are, each once, at most a thousand; for completion, so it is quick.</summary>
    public static IReadOnlyList<string> ReadTopics(Journal journal) => !File.Exists(journal.FilePath) ? [] : journal.LookUp(
        // Jumps from topic to topic in the index instead of reading every event.
        static connection => JournalSql.Read(
            connection,
            """
            WITH RECURSIVE seen (topic) AS (
              SELECT min(topic) FROM event
              UNION ALL SELECT (SELECT min(topic) FROM event WHERE topic > seen.topic) FROM seen WHERE seen.topic IS NOT NULL)
            SELECT topic FROM seen WHERE topic IS NOT NULL LIMIT 1000
            """,
            static row => row.GetString(0)));
}
