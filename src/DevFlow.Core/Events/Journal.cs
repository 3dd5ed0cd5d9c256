using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Events;

/// <summary>
/// The durable record of events in one SQLite file, which several processes may share. One task writes: whatever waits
/// while a transaction goes to disk makes up the next one. The file is opened on first use, and again after any failure.
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    private const int QueueCapacity = 4_096;
    private const int BatchEvents = 512;
    private const int BatchBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);

    // No bit pattern of another open journal: a reader of "own events" must not see theirs. Not negative, for people.
    private readonly long _writerId =
        BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue;

    private readonly TimeProvider _time;
    private readonly Channel<PendingAppend> _queue = Channel.CreateBounded<PendingAppend>(QueueCapacity);
    private readonly Task _writing;
    private JournalWriter? _writer;
    private long _lastSequence;
    private volatile PendingAppend[] _inFlight = [];
    private volatile bool _abandoned;

    public Journal(string path, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        FilePath = Path.GetFullPath(path);
        _time = time;
        _writing = DetachedTask.Run(WriteAsync);
    }

    public string FilePath { get; }

    /// <summary>How long a transaction waits for another process's before it fails.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Events of the transaction that is being written.</summary>
    public int InFlight => _inFlight.Length;

    /// <summary>
    /// Called on the writer's task for each stored event, in sequence order, before its publisher is answered; must be
    /// quick and must not throw. Set once, before the first append.
    /// </summary>
    public Action<Event>? Committed { get; set; }

    /// <summary>Stores an event. Completes when it is on disk.</summary>
    /// <param name="newEvent">The event, complete but for its sequence.</param>
    /// <param name="cancellationToken">Withdraws the event as long as its transaction has not begun; later it has no effect.</param>
    /// <returns>The stored event, or word that it was there before.</returns>
    /// <exception cref="DevFlowException">The file cannot be written; <see cref="ErrorReason.JournalUnusable"/>.</exception>
    public async ValueTask<AppendResult> AppendAsync(Event newEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(newEvent);
        cancellationToken.ThrowIfCancellationRequested();
        PendingAppend pending = new(newEvent);
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw JournalError.Closed(FilePath);
        }

        using (cancellationToken.UnsafeRegister(static (state, token) => ((PendingAppend)state!).TryCancel(token), pending))
        {
            return await pending.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Reads events in sequence order: those there are when a page is read, then ends.</summary>
    public IAsyncEnumerable<Event> ReadAsync(EventQuery query, CancellationToken cancellationToken) =>
        ReadAsync(query, writer: null, cancellationToken);

    /// <summary>Reads only events appended through this instance, not those of other processes.</summary>
    public IAsyncEnumerable<Event> ReadOwnAsync(EventQuery query, CancellationToken cancellationToken) =>
        ReadAsync(query, _writerId, cancellationToken);

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
            while (_queue.Reader.TryRead(out PendingAppend? pending))
            {
                Fail([pending], () => JournalError.Closed(FilePath));
            }
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
            reader ??= new JournalReader(opened = JournalConnection.Open(FilePath, BusyTimeout), query, writer);
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
        List<PendingAppend> batch = new(BatchEvents);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            int bytes = 0;
            while (batch.Count < BatchEvents && bytes < BatchBytes && _queue.Reader.TryRead(out PendingAppend? pending))
            {
                if (pending.TryTake())
                {
                    batch.Add(pending);
                    bytes += pending.Data.Length;
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

    private void Store(PendingAppend[] batch)
    {
        AppendResult[] results;
        try
        {
            if (_abandoned)
            {
                throw JournalError.Closed(FilePath);
            }

            results = OpenWriter().Append(batch);
        }
        catch (Exception exception)
        {
            // Whatever it was, the next batch starts with a fresh connection.
            CloseWriter();
            Fail(batch, () => JournalError.From(FilePath, exception));
            return;
        }

        foreach (AppendResult result in results)
        {
            if (!result.IsDuplicate)
            {
                _lastSequence = result.Event.Sequence;
                Committed?.Invoke(result.Event);
            }
        }

        for (int i = 0; i < results.Length; i++)
        {
            batch[i].TrySetResult(results[i]);
        }
    }

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

        SqliteConnection connection = JournalConnection.Open(FilePath, BusyTimeout);
        try
        {
            return _writer = new JournalWriter(connection, _writerId, _lastSequence);
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

    private static void Fail(PendingAppend[] batch, Func<DevFlowException> error)
    {
        foreach (PendingAppend pending in batch)
        {
            pending.TrySetException(error());
        }
    }
}
