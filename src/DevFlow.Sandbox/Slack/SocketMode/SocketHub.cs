using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.Slack;

/// <summary>An app's websockets: each envelope goes to one of them and is sent again until it is acknowledged. Thread-safe.</summary>
/// <remarks>https://docs.slack.dev/apis/events-api/using-socket-mode</remarks>
internal sealed class SocketHub : IAsyncDisposable
{
    public const int MaxConnections = 10;

    private readonly DeliveryPolicy _policy = DeliveryPolicies.Slack;
    private readonly Workspace _workspace;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<WebhookMessage> _events;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _unacknowledged = new(StringComparer.Ordinal);
    private readonly List<SocketConnection> _connections = [];
    private readonly Lock _gate = new();
    private readonly Task _run;
    private int _next;

    public SocketHub(Workspace workspace)
    {
        _workspace = workspace;
        _events = Channel.CreateBounded<WebhookMessage>(
            new BoundedChannelOptions(_policy.MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
        _run = Task.Run(RunAsync);
    }

    public bool IsOpen => Count > 0;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    public CancellationToken Stopped => _stop.Token;

    /// <returns>How many there are now; 0 where there are too many already.</returns>
    public int TryAdd(SocketConnection connection)
    {
        lock (_gate)
        {
            if (_connections.Count >= MaxConnections)
            {
                return 0;
            }

            _connections.Add(connection);
            return _connections.Count;
        }
    }

    public void Remove(SocketConnection connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }

    public void Enqueue(WebhookMessage message) => _events.Writer.TryWrite(message);

    /// <summary>
    /// Notes what a client sent: <c>{"envelope_id": …, "payload": …}</c>. Without a payload, or with an empty one as Slack's own client
    /// sends it then, an app only says that the envelope came.
    /// </summary>
    public void Acknowledge(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.Object
            && message.TryGetProperty("envelope_id", out JsonElement id)
            && id.ValueKind == JsonValueKind.String
            && _unacknowledged.TryGetValue(id.GetString()!, out TaskCompletionSource<JsonElement>? waiting))
        {
            waiting.TrySetResult(message.TryGetProperty("payload", out JsonElement payload) && !IsEmpty(payload) ? payload.Clone() : default);
        }
    }

    /// <summary>Sends an interaction, once, and waits for its acknowledgement.</summary>
    public async Task<InteractionReply> AskAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        string id = _workspace.Ids.Uuid();
        TaskCompletionSource<JsonElement> waiting = Expect(id);
        try
        {
            bool isSent = await TrySendAsync(id, interaction.Type, interaction.Payload, isAnswerable: true, retry: 0, either.Token).ConfigureAwait(false);
            return isSent && await IsAcknowledgedAsync(waiting.Task, either.Token).ConfigureAwait(false)
                ? new(null, null, await waiting.Task.ConfigureAwait(false))
                : new("operation_timeout", null, default);
        }
        finally
        {
            _unacknowledged.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static bool IsEmpty(JsonElement payload) => payload.ValueKind == JsonValueKind.Object && !payload.EnumerateObject().Any();

    private async Task RunAsync()
    {
        try
        {
            await foreach (WebhookMessage message in _events.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                await message.Answered.WaitAsync(_stop.Token).ConfigureAwait(false);
                string id = _workspace.Ids.Uuid();
                TaskCompletionSource<JsonElement> waiting = Expect(id);
                await TrySendAsync(id, "events_api", message.Body, isAnswerable: false, retry: 0, _stop.Token).ConfigureAwait(false);

                // As many envelopes may wait for their acknowledgement as events for their turn.
                if (_unacknowledged.Count < _policy.MaxWaiting)
                {
                    _ = RepeatAsync(id, message, waiting.Task);
                }
                else
                {
                    _unacknowledged.TryRemove(id, out _);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The sandbox stops.
        }
    }

    private async Task RepeatAsync(string id, WebhookMessage message, Task acknowledged)
    {
        try
        {
            for (int retry = 1; retry <= _policy.Retries.Count; retry++)
            {
                if (await IsAcknowledgedAsync(acknowledged, _stop.Token).ConfigureAwait(false))
                {
                    return;
                }

                await Task.Delay(_workspace.Clock.Scale(_policy.Retries[retry - 1]), _workspace.Clock.Time, _stop.Token).ConfigureAwait(false);
                await TrySendAsync(id, "events_api", message.Body, isAnswerable: false, retry, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The sandbox stops.
        }
        finally
        {
            _unacknowledged.TryRemove(id, out _);
        }
    }

    private TaskCompletionSource<JsonElement> Expect(string id) =>
        _unacknowledged[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<bool> IsAcknowledgedAsync(Task acknowledged, CancellationToken cancellationToken)
    {
        try
        {
            await acknowledged.WaitAsync(_policy.Timeout, _workspace.Clock.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> TrySendAsync(
        string id, string type, ReadOnlyMemory<byte> payload, bool isAnswerable, int retry, CancellationToken cancellationToken)
    {
        if (Next() is not { } connection)
        {
            return false;
        }

        try
        {
            await connection.SendAsync(
                writer =>
                {
                    writer.WriteString("envelope_id"u8, id);
                    writer.WritePropertyName("payload"u8);
                    writer.WriteRawValue(payload.Span, skipInputValidation: true);
                    writer.WriteString("type"u8, type);
                    writer.WriteBoolean("accepts_response_payload"u8, isAnswerable);
                    if (type == "events_api")
                    {
                        writer.WriteNumber("retry_attempt"u8, retry);
                        writer.WriteString("retry_reason"u8, retry == 0 ? "" : "timeout");
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is WebSocketException or IOException or ObjectDisposedException)
        {
            // The connection went away under the message; its reader takes it off the list.
            return false;
        }
    }

    private SocketConnection? Next()
    {
        lock (_gate)
        {
            return _connections.Count == 0 ? null : _connections[(int)((uint)_next++ % (uint)_connections.Count)];
        }
    }
}
