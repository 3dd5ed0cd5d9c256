using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Core.Events;

/// <summary>
/// The durable record of events in one SQLite file, which several processes may share. The file is opened on first use, and
/// again after any failure.
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    private readonly GroupCommit _commits;

    public Journal(string path, TimeProvider time, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        FilePath = Path.GetFullPath(path);
        _commits = new GroupCommit(FilePath, WriterId, Connect, time, logger ?? NullLogger.Instance);
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

    /// <inheritdoc cref="GroupCommit.InFlight"/>
    public int InFlight => _commits.InFlight;

    /// <inheritdoc cref="GroupCommit.Committed"/>
    public Action<Event>? Committed
    {
        get => _commits.Committed;
        set => _commits.Committed = value;
    }

    /// <inheritdoc cref="GroupCommit.AfterCommit"/>
    internal Action? AfterCommit
    {
        set => _commits.AfterCommit = value;
    }

    /// <summary>Opens the file ahead of the first event, which then does not wait for it. Where that fails, the first event tells.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) => DetachedTask.Run(async () =>
    {
        Task opening = ExecuteAsync(static _ => true, cancellationToken).AsTask();
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    });

    /// <summary>Stores an event. Completes when it is on disk.</summary>
    /// <param name="newEvent">The event, complete but for its sequence.</param>
    /// <param name="cancellationToken">Withdraws the event as long as its transaction has not begun; later it has no effect.</param>
    /// <returns>The stored event, or word that it was there before.</returns>
    /// <exception cref="DevFlowException">The file cannot be written; <see cref="ErrorReason.JournalUnusable"/>.</exception>
    public async ValueTask<AppendResult> AppendAsync(Event newEvent, CancellationToken cancellationToken) =>
        (await AppendAsync([newEvent], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Stores several events in their order: all of them, or none.</summary>
    /// <inheritdoc cref="AppendAsync(Event, CancellationToken)"/>
    public ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<Event> newEvents, CancellationToken cancellationToken) =>
        _commits.EnqueueAsync(new PendingAppend(newEvents), cancellationToken);

    /// <summary>Changes something else in the journal, in one transaction with whatever is written at the same time.</summary>
    /// <inheritdoc cref="AppendAsync(Event, CancellationToken)"/>
    public ValueTask<T> ExecuteAsync<T>(Func<JournalWriter, T> command, CancellationToken cancellationToken) =>
        _commits.EnqueueAsync(new JournalCommand<T>(command), cancellationToken);

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

    /// <inheritdoc cref="GroupCommit.DisposeAsync"/>
    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    /// <summary>A connection of the caller's own, to read by.</summary>
    internal SqliteConnection Connect() => JournalConnection.Open(FilePath, BusyTimeout, MaxPages);

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
}
