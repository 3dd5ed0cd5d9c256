using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Slack;

/// <summary>The server's end of one socket.</summary>
internal sealed class ScriptedSocket(WebSocket socket, Action cut) : IDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended => _ended.Task;

    public Task SendAsync(string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    /// <summary>Sends an event of the Events API in an envelope.</summary>
    public Task SendEventAsync(string id, string envelope = "e1", string text = "hi") => SendAsync(
        $$"""{"type":"events_api","envelope_id":"{{envelope}}","payload":{"type":"event_callback","team_id":"T1","event_id":"{{id}}","event_time":1760000000,"event":{"type":"message","channel":"C1","text":"{{text}}"} } }""");

    /// <summary>The id of the next acknowledged envelope; null where the client closed.</summary>
    public async Task<string?> AcknowledgedAsync()
    {
        byte[] buffer = new byte[4096];
        WebSocketReceiveResult got = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return got.MessageType == WebSocketMessageType.Close ? null : JsonElement.Parse(buffer.AsSpan(0, got.Count)).GetProperty("envelope_id").GetString();
    }

    /// <summary>Tears the connection down without a word.</summary>
    public void Cut()
    {
        cut();
        _ended.TrySetResult();
    }

    /// <summary>Closes it in good order.</summary>
    public async Task CloseAsync()
    {
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        _ended.TrySetResult();
    }

    public void Dispose() => socket.Dispose();
}
