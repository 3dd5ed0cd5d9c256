using System.Threading.Channels;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Platforms.Tests.Sandbox;

/// <summary>A loopback server that takes deliveries.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private LoopbackServer _server = null!;

    public int Status { get; set; } = 200;

    /// <summary>Where it sends the deliveries on.</summary>
    public string? Location { get; set; }

    /// <summary>No delivery is answered before this ends.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public Uri Address => new(_server.Address, "hook");

    public static async Task<Receiver> StartAsync()
    {
        Receiver receiver = new();
        receiver._server = await LoopbackServer.StartAsync(0, receiver.TakeAsync, TestContext.Current.CancellationToken);
        return receiver;
    }

    public async Task<Delivery> NextAsync() => await _deliveries.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public bool IsEmpty => _deliveries.Reader.Count == 0;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Dictionary<string, string> headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
        await _deliveries.Writer.WriteAsync(new(headers, body.ToArray()), context.RequestAborted);
        await Gate.WaitAsync(context.RequestAborted);
        context.Response.StatusCode = Status;
        if (Location is not null)
        {
            context.Response.Headers.Location = Location;
        }
    }
}
