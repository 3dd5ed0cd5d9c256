using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>
/// Notices what other processes write to the journal: by the gap before an own event, and, where durable handlers wait for
/// it, by looking several times a second. SQLite has no way to wait for another process.
/// </summary>
internal sealed class JournalWatch(Journal journal, Action<long> noteForeign, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _looking;
    private long _lastSeen;

    /// <summary>The newest event that is known here.</summary>
    public long LastSeen => Interlocked.Read(ref _lastSeen);

    /// <summary>Begins to look, where it has not begun.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _looking ??= DetachedTask.Run(() => LookAsync(_stop.Token));
        }
    }

    /// <summary>An event of this process is about to be offered; called in sequence order.</summary>
    public void SeeOwn(long sequence)
    {
        if (_looking is not null && sequence > LastSeen + 1)
        {
            noteForeign(sequence - 1);
        }

        See(sequence);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await (_looking ?? Task.CompletedTask).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task LookAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(Interval, time);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await journal.LookUpAsync(connection => LookWhileOpen(connection), stop).ConfigureAwait(false);
                await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }
            catch (DevFlowException exception)
            {
                logger.LogDebug("The journal cannot be looked at: {Error}", exception.Message);
                await Task.Delay(Interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private bool LookWhileOpen(SqliteConnection connection)
    {
        long head = JournalSql.Read(connection, "SELECT max(seq) FROM event", static row => row.IsDBNull(0) ? 0 : row.GetInt64(0))[0];
        if (head > LastSeen)
        {
            noteForeign(head);
            See(head);
        }

        return true;
    }

    // Always after it was noted: what is seen counts as taken where a backlog is not behind.
    private void See(long sequence)
    {
        lock (_gate)
        {
            _lastSeen = Math.Max(_lastSeen, sequence);
        }
    }
}
