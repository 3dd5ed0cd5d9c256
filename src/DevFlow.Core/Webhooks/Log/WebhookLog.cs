using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DevFlow.Core.Events;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// The delivery log: a line for each request to a listener, in a file of its own that all processes share. It is written behind the
/// answer, a quarter of a second's lines at once, and may lack the last of them after a crash: what was acknowledged is in the journal.
/// Kept are seven days and at most 200,000 lines, so that no attack fills the disk.
/// </summary>
internal sealed class WebhookLog : IAsyncDisposable
{
    private const int WaitingLines = 20_000;
    private const int LinesAtOnce = 2_000;
    private const int PruneEvery = 5_000;
    private const long MostLines = 200_000;
    private static readonly TimeSpan WriteEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<WebhookDelivery> _waiting = Channel.CreateBounded<WebhookDelivery>(new BoundedChannelOptions(WaitingLines) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly Lazy<Task> _writing;
    private int _sincePruned = PruneEvery;
    private bool _isFailing;

    public WebhookLog(string path, TimeProvider time, ILogger logger)
    {
        _path = path;
        _time = time;
        _logger = logger;
#pragma warning disable VSTHRD011 // The factory only starts the loop on the thread pool; it waits for nothing.
        _writing = new Lazy<Task>(() => DetachedTask.Run(WriteAsync));
#pragma warning restore VSTHRD011
    }

    /// <summary>Adds a line; never waits. Under more load than the disk takes, lines are left out.</summary>
    public void Add(WebhookDelivery line)
    {
        _ = _writing.Value;
        _waiting.Writer.TryWrite(line);
    }

    /// <summary>Reads lines, oldest first: those there are when it is asked.</summary>
    public Task<IReadOnlyList<WebhookDelivery>> ReadAsync(WebhookLogQuery query, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<WebhookDelivery>>(() => File.Exists(_path) ? Read(query) : [], cancellationToken);

    /// <summary>Reads lines as <see cref="ReadAsync"/> and then those that come, of any process, until it is cancelled.</summary>
    public async IAsyncEnumerable<WebhookDelivery> FollowAsync(WebhookLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(LookEvery, _time);
        do
        {
            foreach (WebhookDelivery line in await ReadAsync(query, cancellationToken).ConfigureAwait(false))
            {
                query = query with { AfterSequence = line.Sequence };
                yield return line;
            }

            query = query with { Newest = null };
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Writes what waits and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_writing.IsValueCreated)
        {
            await _writing.Value.ConfigureAwait(false);
        }

        _closing.Dispose();
    }

    private async Task WriteAsync()
    {
        List<WebhookDelivery> lines = [];
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // A lull, so that many lines make one transaction; closing cuts it short.
            await Task.Delay(WriteEvery, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (lines.Count < LinesAtOnce && _waiting.Reader.TryRead(out WebhookDelivery? line))
            {
                lines.Add(line);
            }

            TryWrite(lines);
            lines.Clear();
        }
    }

    private void TryWrite(List<WebhookDelivery> lines)
    {
        try
        {
            // Opened for each write: between two there is nothing open that another process, or an uninstallation, would stumble over.
            using SqliteConnection connection = WebhookLogTable.Open(_path);
            using SqliteTransaction transaction = connection.BeginTransaction();
            WebhookLogTable.Insert(connection, lines);
            _sincePruned += lines.Count;
            if (_sincePruned >= PruneEvery)
            {
                WebhookLogTable.Prune(connection, _time.GetUtcNow() - MaxAge, MostLines);
                _sincePruned = 0;
            }

            transaction.Commit();
            _isFailing = false;
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            if (!_isFailing)
            {
                _isFailing = true;
                _logger.LogWarning("The delivery log cannot be written; deliveries are taken all the same: {Error}", failure.Message);
            }
        }
    }

    private List<WebhookDelivery> Read(WebhookLogQuery query)
    {
        try
        {
            using SqliteConnection connection = WebhookLogTable.Open(_path);
            return WebhookLogTable.Read(connection, query);
        }
        catch (SqliteException failure)
        {
            throw JournalError.From(_path, failure);
        }
    }
}
