using System.Net.WebSockets;
using System.Text.Json;
using DevFlow.Core.Connections;
using DevFlow.Core.Http;

namespace DevFlow.Core.Webhooks;

/// <summary>One socket to a platform, from its opening to its end. Messages are taken one after the other, and each is acknowledged before the next is read.</summary>
internal sealed class SocketLink : IAsyncDisposable
{
    /// <summary>What a delivery by HTTP may have, and its envelope.</summary>
    public const int MaxMessage = HttpSource.LargestBody + (64 * 1024);

    private const int FirstBuffer = 32 * 1024;
    private const int KeptBuffer = 1024 * 1024;

    private readonly ClientWebSocket _socket;
    private readonly IWebhookSocket _protocol;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _handling = new(1, 1);
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _buffer = new byte[FirstBuffer];
    private bool _isClosing;

    private SocketLink(ClientWebSocket socket, IWebhookSocket protocol, TimeProvider time)
    {
        _socket = socket;
        _protocol = protocol;
        _time = time;
        OpenedAt = time.GetTimestamp();
    }

    /// <summary>When it was opened, by the clock's time stamps.</summary>
    public long OpenedAt { get; }

    /// <summary>Ends when the platform says that it will end the socket.</summary>
    public Task Ending => _ending.Task;

    /// <summary>Asks for an address, connects and waits until the platform is ready.</summary>
    /// <exception cref="DevFlowException">The platform refuses, cannot be reached or does not get ready.</exception>
    public static async Task<SocketLink> OpenAsync(PlatformSession session, IWebhookSocket protocol, HttpMessageInvoker invoker, SocketTiming timing, TimeProvider time, CancellationToken cancellationToken)
    {
        using HttpRequestMessage opening = protocol.CreateOpening();
        JsonElement answer = await PlatformRequestSender.SendAsync(session, opening, cancellationToken).ConfigureAwait(false);
        Uri address = protocol.ReadAddress(answer) ?? throw Failed(session, "told no address for a socket");
        RequireSafe(address);
        ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = timing.PingEvery;
        socket.Options.KeepAliveTimeout = timing.PongWithin;
        SocketLink link = new(socket, protocol, time);
        using CancellationTokenSource limit = new(timing.Ready, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(address, invoker, either.Token).ConfigureAwait(false);
            await link.WaitUntilReadyAsync(session, either.Token).ConfigureAwait(false);
            return link;
        }
        catch (Exception failure)
        {
            await link.DisposeAsync().ConfigureAwait(false);

            // The messages of the socket quote the address, which is as good as a token.
            throw failure switch
            {
                DevFlowException => failure,
                OperationCanceledException when cancellationToken.IsCancellationRequested => failure,
                OperationCanceledException => new DevFlowException(ErrorReason.TimedOut, $"The socket that {session.Scope.Platform} gave an address for was not ready in time.", "It is tried again; check the network and the proxy if it stays so.") { Target = address.Host },
                _ => new DevFlowException(ErrorReason.Unreachable, $"The socket to {address.Host} could not be opened ({failure.GetType().Name}).", "Check that the network and the proxy let WebSockets through.") { Target = address.Host },
            };
        }
    }

    /// <summary>Reads messages until the socket ends, by whichever side.</summary>
    /// <param name="take">Takes a delivery; true where it may be acknowledged.</param>
    /// <param name="refused">Hears of messages that cannot be read, or are too large.</param>
    /// <param name="cancellationToken">Cuts the socket off.</param>
    public async Task ReadAsync(Func<WebhookSocketMessage, int, ValueTask<bool>> take, Action<string> refused, CancellationToken cancellationToken)
    {
        while (await ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } length)
        {
            await _handling.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (_isClosing)
                {
                    return;
                }

                if (length > MaxMessage)
                {
                    refused($"a message is larger than {MaxMessage} bytes");
                    continue;
                }

                await HandleAsync(_buffer.AsMemory(0, length), take, refused, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _handling.Release();
            }

            if (_buffer.Length > KeptBuffer)
            {
                _buffer = new byte[FirstBuffer];
            }
        }
    }

    /// <summary>Lets what is under way be acknowledged, takes nothing more and says good-bye.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _handling.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _isClosing = true;
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _handling.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void RequireSafe(Uri address)
    {
        if (!address.IsAbsoluteUri || !(address.Scheme == Uri.UriSchemeWss || (address.Scheme == Uri.UriSchemeWs && address.IsLoopback)) || address.UserInfo.Length > 0)
        {
            throw new DevFlowException(ErrorReason.InsecureAddress, "The platform gave an address for a socket that is not encrypted.", "Check the credential's address: something may stand between DevFlow and the platform.");
        }
    }

    private async Task WaitUntilReadyAsync(PlatformSession session, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReceiveAsync(cancellationToken).ConfigureAwait(false) is not (<= MaxMessage and var length))
            {
                throw Failed(session, "closed a socket before it was ready");
            }

            WebhookSocketMessage message = _protocol.Read(_buffer.AsMemory(0, length), _time.GetUtcNow());
            switch (message.Kind)
            {
                case WebhookSocketMessageKind.Ready:
                    return;
                case WebhookSocketMessageKind.Refused:
                    throw Failed(session, $"takes no socket: {message.Reason}");
                default:
                    break;
            }
        }
    }

    private async Task HandleAsync(ReadOnlyMemory<byte> bytes, Func<WebhookSocketMessage, int, ValueTask<bool>> take, Action<string> refused, CancellationToken cancellationToken)
    {
        WebhookSocketMessage message;
        try
        {
            message = _protocol.Read(bytes, _time.GetUtcNow());
        }
        catch (DevFlowException unreadable)
        {
            refused(unreadable.Message);
            return;
        }

        if (message.Kind is WebhookSocketMessageKind.Ending or WebhookSocketMessageKind.Refused)
        {
            _ending.TrySetResult();
        }
        else if (message is { Kind: WebhookSocketMessageKind.Delivery, Delivery: not null } && await take(message, bytes.Length).ConfigureAwait(false) && !message.Acknowledgement.IsEmpty)
        {
            await _socket.SendAsync(message.Acknowledgement, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The length of the next message in the buffer; larger than allowed where it was thrown away, null at the end.</summary>
    private async ValueTask<int?> ReceiveAsync(CancellationToken cancellationToken)
    {
        int length = 0;
        bool isTooLarge = false;
        while (true)
        {
            ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += got.Count;
            if (got.EndOfMessage)
            {
                return isTooLarge ? int.MaxValue : length;
            }

            if (length < _buffer.Length)
            {
                continue;
            }

            // What is too large is read to its end and forgotten: the messages behind it are wanted.
            isTooLarge |= length > MaxMessage;
            if (isTooLarge)
            {
                length = 0;
            }
            else
            {
                Array.Resize(ref _buffer, Math.Min(2 * length, MaxMessage + 1));
            }
        }
    }

    private static DevFlowException Failed(PlatformSession session, string what) => new(
        ErrorReason.RequestFailed, $"{session.Scope.Platform} {what}.", "Check the settings of the app: it must be allowed to open sockets, and too many may be open.") { Target = session.Scope.Name };
}
