using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevFlow.Platforms.Tests.Slack;

/// <summary>A server of sockets whose every move a test decides: the sandbox would never hang up, fall silent or send nonsense.</summary>
internal sealed class ScriptedSockets : IAsyncDisposable
{
    private readonly Channel<ScriptedSocket> _opened = Channel.CreateUnbounded<ScriptedSocket>();
    private LoopbackServer _server = null!;
    private int _asked;

    public Uri Address => _server.Address;

    /// <summary>How often an address was asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The error for whoever asks for an address; null to give one.</summary>
    public string? Refusal { get; set; }

    /// <summary>The address that is given; null for the right one.</summary>
    public string? Url { get; set; }

    /// <summary>False to say nothing when a socket is open.</summary>
    public bool SaysHello { get; set; } = true;

    public static async Task<ScriptedSockets> StartAsync()
    {
        ScriptedSockets sockets = new();
        sockets._server = await LoopbackServer.StartAsync(0, sockets.AnswerAsync, TestContext.Current.CancellationToken);
        return sockets;
    }

    public async Task<ScriptedSocket> NextAsync() => await _opened.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/api/apps.connections.open")
        {
            Interlocked.Increment(ref _asked);
            context.Response.ContentType = "application/json";
            string url = Url ?? $"ws://127.0.0.1:{_server.Address.Port}/link?ticket=canary-ticket-{Asked}";
            await context.Response.WriteAsync(Refusal is { } error ? $$"""{"ok":false,"error":"{{error}}"}""" : $$"""{"ok":true,"url":"{{url}}"}""", context.RequestAborted);
            return;
        }

        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
#pragma warning disable CA5350 // RFC 6455 says SHA-1.
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(context.Request.Headers.SecWebSocketKey + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        Stream stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        using ScriptedSocket socket = new(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = Timeout.InfiniteTimeSpan }), context.Abort);
        if (SaysHello)
        {
            await socket.SendAsync("""{"type":"hello","num_connections":1}""");
        }

        await _opened.Writer.WriteAsync(socket, context.RequestAborted);
        await socket.Ended.WaitAsync(context.RequestAborted);
    }
}
