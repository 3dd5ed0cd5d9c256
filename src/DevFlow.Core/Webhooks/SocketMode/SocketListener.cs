using DevFlow.Core.Connections;
using DevFlow.Core.Http;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>A listener without an address: it opens sockets to the platform, and acknowledges a delivery when its event is on disk.</summary>
internal sealed class SocketListener : RunningListener
{
    private readonly SocketListenerOptions _options;
    private readonly IWebhookSocket _protocol;
    private readonly ActiveSource _source;
    private readonly HttpMessageInvoker _invoker = new(HttpChain.CreateSockets());
    private readonly CancellationTokenSource _stopped = new();
    private readonly ILogger _logger;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private Task _running = Task.CompletedTask;
    private CancellationTokenSource? _round;
    private int _open;

    private SocketListener(SocketListenerOptions options, IWebhookSocket protocol, Random random, ILogger logger, TimeProvider time)
    {
        _options = options;
        _protocol = protocol;
        _source = new ActiveSource(options.Name, options.Session.Scope.Platform, options.Session.Scope.Plugin.Webhooks);
        _random = random;
        _logger = logger;
        _time = time;
        StartedAt = time.GetUtcNow();

        // An array, which scripts can index: what a collection expression makes of an interface they cannot.
        WebhookSource[] sources = [_source];
        Sources = sources;
    }

    public override string Name => _options.Name;

    public override IReadOnlyList<WebhookSource> Sources { get; }

    public override Uri? HealthUri => null;

    public override long Rejected => _source.Rejected;

    public override DateTimeOffset StartedAt { get; }

    /// <summary>How many sockets are ready.</summary>
    internal int Open => Volatile.Read(ref _open);

    /// <summary>Opens the first socket, so that a token that may not is refused at once; the others follow.</summary>
    /// <exception cref="DevFlowException">No socket can be opened, or the platform has none.</exception>
    public static async Task<SocketListener> StartAsync(SocketListenerOptions options, Random random, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        ConnectionScope scope = options.Session.Scope;
        IWebhookSocket protocol = scope.Plugin.WebhookSocket ?? throw new DevFlowException(
            ErrorReason.InvalidArgument, $"The platform '{scope.Platform}' delivers to addresses only, not through sockets.", "Leave -SocketMode out.") { Target = scope.Platform };
        if (options.Sockets < 1 || options.Sockets > protocol.MaxSockets)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"{options.Sockets} sockets cannot be kept open: the platform takes 1 to {protocol.MaxSockets}.", "One carries what an app gets; two bridge the loss of one.") { Target = options.Name };
        }

        SocketListener listener = new(options, protocol, random, loggers.CreateLogger<SocketListener>(), time);
        try
        {
            await listener.BeginAsync(cancellationToken).ConfigureAwait(false);
            return listener;
        }
        catch
        {
            listener._invoker.Dispose();
            throw;
        }
    }

    /// <summary>Opens new sockets and then ends the old ones.</summary>
    protected override async Task BeginAnewAsync(CancellationToken cancellationToken)
    {
        (Task before, CancellationTokenSource round) = (_running, _round!);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        await round.CancelAsync().ConfigureAwait(false);
        await before.ConfigureAwait(false);
        round.Dispose();
    }

    /// <summary>Lets what is under way be acknowledged and says good-bye.</summary>
    protected override async Task EndAsync()
    {
        await _running.ConfigureAwait(false);
        await _stopped.CancelAsync().ConfigureAwait(false);
        _options.Session.Dispose();
        _invoker.Dispose();
        _round?.Dispose();
        _stopped.Dispose();
        _logger.LogInformation("Listener {Listener} has stopped.", Name);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        SocketLink first = await OpenAsync(cancellationToken).ConfigureAwait(false);
        CancellationTokenSource round = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        _round = round;
        _running = Task.WhenAll(Enumerable.Range(0, _options.Sockets).Select(number => DetachedTask.Run(() =>
            new SocketSlot(Name, OpenAsync, ReadAsync, _options.Timing, _random, _time, _logger).RunAsync(number == 0 ? first : null, round.Token))));
        _logger.LogInformation("Listener {Listener} takes deliveries of {Platform} through a socket.", Name, Platform);
    }

    private Task<SocketLink> OpenAsync(CancellationToken cancellationToken) =>
        SocketLink.OpenAsync(_options.Session, _protocol, _invoker, _options.Timing, _time, cancellationToken);

    private async Task ReadAsync(SocketLink link, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await link.ReadAsync(TakeAsync, Refuse, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    // Not acknowledged is what could not be stored: the platform sends it again, through whichever socket.
    private async ValueTask<bool> TakeAsync(WebhookSocketMessage message, int length)
    {
        long began = _time.GetTimestamp();
        InboxAnswer answer = await _options.Inbox.TakeAsync(_source, message.Delivery!, _stopped.Token).ConfigureAwait(false);
        Note(answer, length, _time.GetElapsedTime(began));
        return answer.Outcome is WebhookOutcome.Accepted or WebhookOutcome.Duplicate or WebhookOutcome.Refused or WebhookOutcome.Test;
    }

    private void Refuse(string cause)
    {
        _logger.LogWarning("Listener {Listener}: a message was refused: {Cause}", Name, cause);
        Note(new InboxAnswer(WebhookOutcome.Rejected, Reason: cause), length: 0, TimeSpan.Zero);
    }

    private void Note(InboxAnswer answer, int length, TimeSpan duration)
    {
        DateTimeOffset now = _time.GetUtcNow();
        _source.Count(answer.Outcome, WebhookSecretMatch.None, now);
        _source.Durations.Add(duration);
        _options.Log?.Invoke(new WebhookDelivery
        {
            ReceivedAt = now - duration,
            Listener = Name,
            Source = _source.Name,
            Outcome = answer.Outcome,
            Reason = answer.Reason,
            Bytes = length,
            Duration = duration,
            Topic = answer.Event?.Topic,
            EventId = answer.Event?.Id,
            EventSequence = answer.Event?.Sequence ?? 0,
        });
    }
}
