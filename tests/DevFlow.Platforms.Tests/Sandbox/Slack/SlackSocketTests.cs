using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.Slack;

public sealed class SlackSocketTests
{
    [Fact]
    public async Task A_socket_says_hello_and_carries_events_until_they_are_acknowledged()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        using ClientWebSocket socket = await ConnectAsync(sandbox);
        JsonElement hello = await ReadAsync(socket);

        await sandbox.InvokeAsync("reaction", new { channel = RunningSlack.General });
        JsonElement envelope = await ReadAsync(socket);
        JsonElement again = await AdvanceToNextAsync(sandbox, socket, TimeSpan.FromMilliseconds(500));

        Assert.Equal("hello", hello.GetProperty("type").GetString());
        Assert.Equal(1, hello.GetProperty("num_connections").GetInt32());
        Assert.Equal("A0DEVFLOW01", hello.GetProperty("connection_info").GetProperty("app_id").GetString());
        Assert.Equal("events_api", envelope.GetProperty("type").GetString());
        Assert.False(envelope.GetProperty("accepts_response_payload").GetBoolean());
        Assert.Equal(0, envelope.GetProperty("retry_attempt").GetInt32());
        Assert.Equal("reaction_added", envelope.GetProperty("payload").GetProperty("event").GetProperty("type").GetString());
        Assert.Equal(1, again.GetProperty("retry_attempt").GetInt32());
        Assert.Equal("timeout", again.GetProperty("retry_reason").GetString());
        Assert.Equal(envelope.GetProperty("envelope_id").GetString(), again.GetProperty("envelope_id").GetString());
    }

    [Fact]
    public async Task The_acknowledgement_of_a_command_carries_its_answer()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        using ClientWebSocket socket = await ConnectAsync(sandbox);
        await ReadAsync(socket);

        Task<JsonElement> invoked = sandbox.InvokeAsync("slash-command", new { channel = RunningSlack.General, text = "prod" });
        JsonElement envelope = await ReadAsync(socket);
        await SendAsync(socket, new { envelope_id = envelope.GetProperty("envelope_id").GetString(), payload = new { text = "done", response_type = "in_channel" } });
        JsonElement reply = await invoked;

        Assert.Equal("slash_commands", envelope.GetProperty("type").GetString());
        Assert.True(envelope.GetProperty("accepts_response_payload").GetBoolean());
        Assert.Equal("prod", envelope.GetProperty("payload").GetProperty("text").GetString());
        Assert.Equal("done", reply.GetProperty("response").GetProperty("text").GetString());
        JsonElement history = await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General, limit = 1 });
        Assert.Equal("done", history.GetProperty("messages")[0].GetProperty("text").GetString());
    }

    // Slack's client for Node (@slack/socket-mode) adds an empty payload to each acknowledgement that has nothing to say.
    [Fact]
    public async Task An_empty_answer_to_a_slash_command_only_acknowledges_it()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        using ClientWebSocket socket = await ConnectAsync(sandbox);
        await ReadAsync(socket);

        Task<JsonElement> invoked = sandbox.InvokeAsync("slash-command", new { channel = RunningSlack.General, text = "prod" });
        JsonElement envelope = await ReadAsync(socket);
        await SendAsync(socket, new { envelope_id = envelope.GetProperty("envelope_id").GetString(), payload = new { } });
        JsonElement reply = await invoked;

        Assert.True(reply.GetProperty("ok").GetBoolean());
        Assert.False(reply.TryGetProperty("response", out _));
    }

    [Fact]
    public async Task A_connection_is_warned_and_then_asked_to_come_again()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        using ClientWebSocket socket = await ConnectAsync(sandbox);
        await ReadAsync(socket);

        JsonElement warning = await AdvanceToNextAsync(sandbox, socket, TimeSpan.FromMinutes(1));
        JsonElement refresh = await AdvanceToNextAsync(sandbox, socket, TimeSpan.FromSeconds(1));
        WebSocketReceiveResult closed = await socket.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken);

        Assert.Equal("disconnect warning", $"{warning.GetProperty("type")} {warning.GetProperty("reason")}");
        Assert.Equal("disconnect refresh_requested", $"{refresh.GetProperty("type")} {refresh.GetProperty("reason")}");
        Assert.Equal(WebSocketMessageType.Close, closed.MessageType);
    }

    [Fact]
    public async Task An_address_is_good_once_and_there_are_no_more_than_ten_connections()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync(new() { Limits = new Dictionary<string, int> { ["tier1"] = 100 } });
        Uri address = await OpenAsync(sandbox);
        List<ClientWebSocket> sockets = [await ConnectAsync(address)];
        await ReadAsync(sockets[0]);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(address));
        while (sockets.Count < 10)
        {
            sockets.Add(await ConnectAsync(sandbox));
            Assert.Equal(sockets.Count, (await ReadAsync(sockets[^1])).GetProperty("num_connections").GetInt32());
        }

        Assert.Equal("too_many_websockets", await sandbox.ErrorAsync("apps.connections.open", token: sandbox.Secret("app")));
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task The_sandbox_stops_at_once_and_closes_its_sockets()
    {
        RunningSlack sandbox = await RunningSlack.StartAsync();
        using ClientWebSocket socket = await ConnectAsync(sandbox);
        await ReadAsync(socket);
        Task<WebSocketReceiveResult> closed = socket.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken);

        await sandbox.DisposeAsync();

        Assert.Equal(WebSocketMessageType.Close, (await closed).MessageType);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    private static async Task<Uri> OpenAsync(RunningSlack sandbox) =>
        new((await sandbox.OkAsync("apps.connections.open", token: sandbox.Secret("app"))).GetProperty("url").GetString()!);

    private static async Task<ClientWebSocket> ConnectAsync(RunningSlack sandbox) => await ConnectAsync(await OpenAsync(sandbox));

    private static async Task<ClientWebSocket> ConnectAsync(Uri address)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task SendAsync(ClientWebSocket socket, object message) =>
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    private static async Task<JsonElement> ReadAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        int length = 0;
        WebSocketReceiveResult got;
        do
        {
            got = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), TestContext.Current.CancellationToken);
            length += got.Count;
        }
        while (!got.EndOfMessage);

        Assert.Equal(WebSocketMessageType.Text, got.MessageType);
        return JsonElement.Parse(Encoding.UTF8.GetString(buffer, 0, length));
    }

    /// <summary>Moves the clock until the socket has something.</summary>
    private static async Task<JsonElement> AdvanceToNextAsync(RunningSlack sandbox, ClientWebSocket socket, TimeSpan step)
    {
        Task<JsonElement> next = ReadAsync(socket);
        while (!next.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            sandbox.Clock.Advance(step);
            await Task.Yield();
        }

        return await next;
    }
}
