using System.Net.WebSockets;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>One websocket of an app.</summary>
internal sealed class SocketConnection(WebSocket socket) : IDisposable
{
    /// <summary>An acknowledgement with the largest view there is fits into it.</summary>
    private const int MaxMessage = 1024 * 1024;

    private readonly SemaphoreSlim _sending = new(1);

    public async Task SendAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using JsonBuffer buffer = JsonBuffer.Rent();
        buffer.Writer.WriteStartObject();
        write(buffer.Writer);
        buffer.Writer.WriteEndObject();
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(buffer.Finish(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Reads until the other side closes.</summary>
    public async Task ReadAsync(Action<JsonElement> take, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            length += got.Count;
            if (got.EndOfMessage)
            {
                Take(buffer.AsSpan(0, length), take);
                length = 0;
            }
            else if (length == buffer.Length)
            {
                if (length >= MaxMessage)
                {
                    return;
                }

                Array.Resize(ref buffer, length * 2);
            }
        }
    }

    /// <summary>Says that it is over, after what is being sent.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _sending.Dispose();
    }

    private static void Take(ReadOnlySpan<byte> message, Action<JsonElement> take)
    {
        try
        {
            take(JsonBody.Parse(message));
        }
        catch (JsonException)
        {
            // What is no JSON acknowledges nothing.
        }
    }
}
