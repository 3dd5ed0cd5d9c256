using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Events;

/// <summary>
/// The one task that writes a journal: whatever waits while a transaction goes to disk makes up the next one. After a commit
/// that reports a failure it finds out what of it is on disk.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private const int QueueCapacity = 4_096;
    private const int BatchEvents = 4_096;
    private const int BatchBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RecoveryRetry = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly long _writerId;
    private readonly Func<SqliteConnection> _connect;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<JournalWork> _queue = Channel.CreateBounded<JournalWork>(QueueCapacity);
    private readonly Task _writing;
    private readonly JournalCheckpoint _checkpoint;
    private JournalWriter? _writer;
    private long _lastSequence;
    private bool _isCommitUncertain;
    private volatile JournalWork[] _inFlight = [];
    private volatile bool _abandoned;

    public GroupCommit(string path, long writerId, Func<SqliteConnection> connect, TimeProvider time, ILogger logger)
    {
        _path = path;
        _writerId = writerId;
        _connect = connect;
        _time = time;
        _logger = logger;
        _checkpoint = new JournalCheckpoint(connect);
        _writing = DetachedTask.Run(WriteAsync);
    }

    /// <summary>Publishers whose transaction is being written.</summary>
    public int InFlight => _inFlight.Length;

    /// <summary>
    /// Called on the writing task for each stored event, in sequence order, before its publisher is answered; must be
    /// quick and must not throw. Set once, before the first append.
    /// </summary>
    public Action<Event>? Committed { get; set; }

    /// <summary>Called after each commit; a test throws here to play a disk that fails when the bytes are already down.</summary>
    public Action? AfterCommit { get; set; }

    /// <summary>Does work in a transaction, as soon as one begins. Completes when it is on disk.</summary>
    public async ValueTask<T> EnqueueAsync<T>(JournalWork<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await _queue.Writer.WriteAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw JournalError.Closed(_path);
        }

        using (cancellationToken.UnsafeRegister(static (state, token) => ((JournalWork)state!).TryCancel(token), work))
        {
            return await work.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Stores what waits, then closes the file; gives up after 10 s, and tells the publishers left over.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(CloseTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _abandoned = true;
            Fail(_inFlight, () => JournalError.Closed(_path));
            while (_queue.Reader.TryRead(out JournalWork? waiting))
            {
                waiting.Fail(JournalError.Closed(_path));
            }
        }
    }

    private async Task WriteAsync()
    {
        List<JournalWork> batch = [];
        while (await WaitForWorkAsync().ConfigureAwait(false))
        {
            int events = 0;
            long bytes = 0;
            while (events < BatchEvents && bytes < BatchBytes && _queue.Reader.TryRead(out JournalWork? work))
            {
                if (work.TryTake())
                {
                    batch.Add(work);
                    events += work.Events;
                    bytes += work.Bytes;
                }
            }

            if (batch.Count > 0)
            {
                _inFlight = [.. batch];
                Store(_inFlight);
                _inFlight = [];
                batch.Clear();
            }
        }

        await _checkpoint.FinishAsync().ConfigureAwait(false);
        CloseWriter();
    }

    // As long as it is not known what became of a commit, the handlers may lack events that are on disk: the writer looks
    // again by itself, also where nobody publishes any more.
    private async ValueTask<bool> WaitForWorkAsync()
    {
        Task<bool> waiting = _queue.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        while (_isCommitUncertain && !waiting.IsCompleted)
        {
            await Task.WhenAny(waiting, Task.Delay(RecoveryRetry, _time)).ConfigureAwait(false);
            TryRecover();
        }

        return await waiting.ConfigureAwait(false);
    }

    private void Store(JournalWork[] batch)
    {
        try
        {
            if (_abandoned)
            {
                throw JournalError.Closed(_path);
            }

            JournalWriter writer = OpenWriter();
            writer.Write(batch, () => _isCommitUncertain = true);
            AfterCommit?.Invoke();
            _isCommitUncertain = false;
        }
        catch (Exception exception)
        {
            // Whatever it was, the next batch starts with a fresh connection.
            CloseWriter();
            IReadOnlyDictionary<(string, string), Event> stored = TryRecover();
            Fail(batch.Where(work => work is not PendingAppend append || !append.TrySucceed(stored)), () => JournalError.From(_path, exception));
            return;
        }

        foreach (JournalWork work in batch)
        {
            foreach (AppendResult result in (work as PendingAppend)?.Result ?? [])
            {
                if (!result.IsDuplicate)
                {
                    Announce(result.Event);
                }
            }
        }

        Array.ForEach(batch, static work => work.Succeed());
        TryCheckpoint();
    }

    private void TryCheckpoint()
    {
        try
        {
            _writer?.Checkpoint(_checkpoint);
        }
        catch (SqliteException)
        {
            CloseWriter();
        }
    }

    private void Announce(Event e)
    {
        _lastSequence = e.Sequence;
        Committed?.Invoke(e);
    }

    // A commit can report a failure when its bytes are already down. The events are then on disk, so a repeated publish
    // is a duplicate: whoever is not told of them now never will be.
    private Dictionary<(string Id, string Source), Event> TryRecover()
    {
        Dictionary<(string, string), Event> found = [];
        if (!_isCommitUncertain)
        {
            return found;
        }

        try
        {
            using JournalReader reader = new(_connect(), new EventQuery { AfterSequence = _lastSequence }, _writerId);
            do
            {
                foreach (Event e in reader.ReadPage(CancellationToken.None))
                {
                    Announce(e);
                    found[(e.Id, e.Source)] = e;
                }
            }
            while (!reader.IsAtEnd);
            _isCommitUncertain = false;
        }
        catch (Exception)
        {
            // The next attempt looks again; publishers hear of the failure that led here.
        }

        return found;
    }

    // A new writer also for the stories' sake: what those remember may have been rolled back.
    private JournalWriter OpenWriter()
    {
        // On Unix a file can be removed while it is open: what is written then would be acknowledged and lost.
        if (_writer is not null && !File.Exists(_path))
        {
            CloseWriter();
        }

        if (_writer is not null)
        {
            return _writer;
        }

        TryRecover();
        SqliteConnection connection = _connect();
        try
        {
            return _writer = new JournalWriter(connection, _writerId, _lastSequence, _time, _logger);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void CloseWriter()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (SqliteException)
        {
            // Nothing acknowledged depends on the close; the next open repairs what it left.
        }

        _writer = null;
    }

    private static void Fail(IEnumerable<JournalWork> batch, Func<DevFlowException> error)
    {
        foreach (JournalWork work in batch)
        {
            work.Fail(error());
        }
    }
}
