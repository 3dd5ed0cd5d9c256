using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Core.Events;

/// <summary>
/// The durable record of events in one SQLite file, which several processes may share. One task writes: whatever waits
/// while a transaction goes to disk makes up the next one. The file is opened on first use, and again after any failure.
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    private const int QueueCapacity = 4_096;
    private const int BatchEvents = 4_096;
    private const int BatchBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RecoveryRetry = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<JournalWork> _queue = Channel.CreateBounded<JournalWork>(QueueCapacity);
    private readonly Task _writing;
    private JournalWriter? _writer;
    private long _lastSequence;
    private bool _isCommitUncertain;
    private volatile JournalWork[] _inFlight = [];
    private volatile bool _abandoned;

    public Journal(string path, TimeProvider time, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        FilePath = Path.GetFullPath(path);
        _time = time;
        _logger = logger ?? NullLogger.Instance;
        _writing = DetachedTask.Run(WriteAsync);
    }

    public string FilePath { get; }

    /// <summary>
    /// Tells own events from those of other open journals, and names the owner of a lease. A random number; not
    /// negative, for people.
    /// </summary>
    public long WriterId { get; } =
        BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue;

    /// <summary>How long a transaction waits for another process's before it fails.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The number of pages the file may grow to; null for what the disk holds. Beyond it the disk counts as full.</summary>
    public long? MaxPages { get; init; }

    /// <summary>Publishers whose transaction is being written.</summary>
    public int InFlight => _inFlight.Length;

    /// <summary>
    /// Called on the writer's task for each stored event, in sequence order, before its publisher is answered; must be
    /// quick and must not throw. Set once, before the first append.
    /// </summary>
    public Action<Event>? Committed { get; set; }

    /// <summary>Called after each commit; a test throws here to play a disk that fails when the bytes are already down.</summary>
    internal Action? AfterCommit { get; set; }

    /// <summary>Stores an event. Completes when it is on disk.</summary>
    /// <param name="newEvent">The event, complete but for its sequence.</param>
    /// <param name="cancellationToken">Withdraws the event as long as its transaction has not begun; later it has no effect.</param>
    /// <returns>The stored event, or word that it was there before.</returns>
    /// <exception cref="DevFlowException">The file cannot be written; <see cref="ErrorReason.JournalUnusable"/>.</exception>
    public async ValueTask<AppendResult> AppendAsync(Event newEvent, CancellationToken cancellationToken) =>
        (await AppendAsync([newEvent], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Stores several events in their order: all of them, or none.</summary>
    /// <inheritdoc cref="AppendAsync(Event, CancellationToken)"/>
    public async ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<Event> newEvents, CancellationToken cancellationToken) =>
        await EnqueueAsync(new PendingAppend(newEvents), cancellationToken).ConfigureAwait(false);

    /// <summary>Changes something else in the journal, in one transaction with whatever is written at the same time.</summary>
    /// <inheritdoc cref="AppendAsync(Event, CancellationToken)"/>
    public async ValueTask<T> ExecuteAsync<T>(Func<JournalWriter, T> command, CancellationToken cancellationToken) =>
        await EnqueueAsync(new JournalCommand<T>(command), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads events in sequence order: those there are when a page is read, then ends.</summary>
    public IAsyncEnumerable<Event> ReadAsync(EventQuery query, CancellationToken cancellationToken) =>
        ReadAsync(query, writer: null, cancellationToken);

    /// <summary>Reads only events appended through this instance, not those of other processes.</summary>
    public IAsyncEnumerable<Event> ReadOwnAsync(EventQuery query, CancellationToken cancellationToken) =>
        ReadAsync(query, WriterId, cancellationToken);

    /// <summary>Looks something up in the journal.</summary>
    /// <exception cref="DevFlowException">The file cannot be read; <see cref="ErrorReason.JournalUnusable"/>.</exception>
    public T LookUp<T>(Func<SqliteConnection, T> lookUp)
    {
        try
        {
            using SqliteConnection connection = Connect();
            return lookUp(connection);
        }
        catch (SqliteException exception)
        {
            throw JournalError.From(FilePath, exception);
        }
    }

    /// <inheritdoc cref="LookUp{T}"/>
    public Task<T> LookUpAsync<T>(Func<SqliteConnection, T> lookUp, CancellationToken cancellationToken) =>
        Task.Run(() => LookUp(lookUp), cancellationToken);

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
            Fail(_inFlight, () => JournalError.Closed(FilePath));
            while (_queue.Reader.TryRead(out JournalWork? waiting))
            {
                waiting.Fail(JournalError.Closed(FilePath));
            }
        }
    }

    private async ValueTask<T> EnqueueAsync<T>(JournalWork<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await _queue.Writer.WriteAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw JournalError.Closed(FilePath);
        }

        using (cancellationToken.UnsafeRegister(static (state, token) => ((JournalWork)state!).TryCancel(token), work))
        {
            return await work.Task.ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<Event> ReadAsync(
        EventQuery query, long? writer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit <= 0)
        {
            yield break;
        }

        JournalReader? reader = null;
        try
        {
            do
            {
                (reader, List<Event> page) = await Task.Run(
                    () => ReadPage(reader, query, writer, cancellationToken), cancellationToken).ConfigureAwait(false);
                foreach (Event e in page)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return e;
                }
            }
            while (!reader.IsAtEnd);
        }
        finally
        {
            reader?.Dispose();
        }
    }

    private (JournalReader Reader, List<Event> Page) ReadPage(
        JournalReader? reader, EventQuery query, long? writer, CancellationToken cancellationToken)
    {
        // A reader from an earlier page belongs to the caller.
        SqliteConnection? opened = null;
        try
        {
            reader ??= new JournalReader(opened = Connect(), query, writer);
            return (reader, reader.ReadPage(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            opened?.Dispose();
            throw;
        }
        catch (Exception exception)
        {
            opened?.Dispose();
            throw JournalError.From(FilePath, exception);
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
                throw JournalError.Closed(FilePath);
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
            Fail(batch.Where(work => work is not PendingAppend append || !append.TrySucceed(stored)), () => JournalError.From(FilePath, exception));
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
            using JournalReader reader = new(Connect(), new EventQuery { AfterSequence = _lastSequence }, WriterId);
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
        if (_writer is not null && !File.Exists(FilePath))
        {
            CloseWriter();
        }

        if (_writer is not null)
        {
            return _writer;
        }

        TryRecover();
        SqliteConnection connection = Connect();
        try
        {
            return _writer = new JournalWriter(connection, WriterId, _lastSequence, _time, _logger);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection of the caller's own, to read by.</summary>
    internal SqliteConnection Connect() => JournalConnection.Open(FilePath, BusyTimeout, MaxPages);

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
