using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>
/// Keeps the journal from growing for ever: removes events by age, and the oldest ones by size as far as every durable
/// handler has settled them. The file itself does not shrink; what was removed makes room in it.
/// </summary>
internal sealed class JournalRetention : IAsyncDisposable
{
    // Each in a transaction of its own, so that publishers wait for milliseconds.
    private const int RowsAtOnce = 2_000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly Journal _journal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    public JournalRetention(Journal journal, TimeProvider time, ILogger logger)
    {
        _journal = journal;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(static state => _ = ((JournalRetention)state!).TryApplyAsync(), this, Interval, Interval);
    }

    /// <summary>Longer than any platform repeats a delivery: an event is known as a duplicate as long as it is here, and one a platform delivered a week more.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);

    public long MaxBytes { get; init; } = 8L * 1024 * 1024 * 1024;

    /// <summary>Removes what need not be kept.</summary>
    /// <returns>How many events were removed.</returns>
    public async Task<long> ApplyAsync(CancellationToken cancellationToken)
    {
        long removed = 0;
        int now;
        do
        {
            now = await _journal.ExecuteAsync(RemoveSome, cancellationToken).ConfigureAwait(false);
            removed += now;
        }
        while (now > 0);
        await _journal.ExecuteAsync(
            writer => writer.Run("DELETE FROM handler_attempt WHERE seq < (SELECT min(seq) FROM event)") + writer.Stories.Prune(MaxAge) + RemovedDeliveries.Forget(writer, _time.GetUtcNow()),
            cancellationToken).ConfigureAwait(false);
        return removed;
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private int RemoveSome(JournalWriter writer)
    {
        int removed = Remove(
            writer, "SELECT seq FROM event INDEXED BY event_time WHERE time < $before ORDER BY time LIMIT $most", ("$before", Oldest), ("$most", (long)RowsAtOnce));
        return removed > 0 || UsedBytes(writer) <= MaxBytes ? removed : Remove(
            writer, "SELECT seq FROM event WHERE seq <= $settled ORDER BY seq LIMIT $most", ("$settled", Settled(writer)), ("$most", (long)RowsAtOnce));
    }

    private int Remove(JournalWriter writer, string which, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        RemovedDeliveries.Remember(writer, which, _time.GetUtcNow(), parameters);
        return writer.Run($"DELETE FROM event WHERE seq IN ({which})", parameters);
    }

    private long Oldest => (_time.GetUtcNow() - MaxAge).UtcTicks;

    private static long UsedBytes(JournalWriter writer) =>
        (Pragma(writer, "page_count") - Pragma(writer, "freelist_count")) * Pragma(writer, "page_size");

    private static long Pragma(JournalWriter writer, string name) =>
        writer.Read(string.Create(CultureInfo.InvariantCulture, $"PRAGMA {name}"), static row => row.GetInt64(0))[0];

    // What every durable handler has behind it. One that nobody has run for longer than events are kept does not count.
    private long Settled(JournalWriter writer) => writer.Read(
        """
        SELECT h.start, p.seq, p.unsettled FROM handler h LEFT JOIN handler_position p ON p.handler = h.name
        WHERE h.lease_until >= $before OR h.lease_until = 0
        """,
        static row => row.IsDBNull(1) ? row.GetInt64(0) : JsonSerializer.Deserialize<long[]>(row.GetString(2)) is [long first, ..] ? first - 1 : row.GetInt64(1),
        ("$before", Oldest)).DefaultIfEmpty(long.MaxValue).Min();

    private async Task TryApplyAsync()
    {
        try
        {
            // A session that never published has no journal, and shall not make one for this.
            if (File.Exists(_journal.FilePath))
            {
                await ApplyAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (DevFlowException exception)
        {
            _logger.LogWarning("Old events could not be removed from the journal: {Error}", exception.Message);
        }
    }
}
