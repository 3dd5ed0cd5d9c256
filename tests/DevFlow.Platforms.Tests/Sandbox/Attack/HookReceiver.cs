using System.Text.Json;
using System.Threading.Channels;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Platforms.Tests.Sandbox.Attack;

/// <summary>Takes the deliveries of any platform; it answers Slack's challenge.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly Channel<string> _bodies = Channel.CreateUnbounded<string>();
    private LoopbackServer _server = null!;

    public string Address => new Uri(_server.Address, "hook").ToString();

    /// <summary>No delivery is answered before this ends.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static async Task<HookReceiver> StartAsync()
    {
        HookReceiver receiver = new();
        receiver._server = await LoopbackServer.StartAsync(0, receiver.TakeAsync, TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>The body of the next delivery that holds a text.</summary>
    public async Task<string> NextAsync(string text)
    {
        while (true)
        {
            string body = await _bodies.Reader.ReadAsync(TestContext.Current.CancellationToken);
            if (body.Contains(text, StringComparison.Ordinal))
            {
                return body;
            }
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        if (body.StartsWith('{') && JsonElement.Parse(body).TryGetProperty("challenge", out JsonElement challenge))
        {
            await context.Response.WriteAsync(challenge.GetString()!, context.RequestAborted);
            return;
        }

        await _bodies.Writer.WriteAsync(body, context.RequestAborted);
        await Gate.WaitAsync(context.RequestAborted);
    }
}
