using System.Text.Json;
using System.Threading.Channels;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Platforms.Tests.Sandbox.Slack;

/// <summary>An app on loopback that answers challenges.</summary>
internal sealed class AppServer : IAsyncDisposable
{
    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>();
    private LoopbackServer _server = null!;

    public int Status { get; set; } = 200;

    /// <summary>The JSON it answers; null for none.</summary>
    public string? Answer { get; set; }

    public Uri Address => new(_server.Address, "slack");

    public static async Task<AppServer> StartAsync()
    {
        AppServer app = new();
        app._server = await LoopbackServer.StartAsync(0, app.TakeAsync, TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>What has come; for requests whose answer was waited for.</summary>
    public Request Next()
    {
        Assert.True(_requests.Reader.TryRead(out Request? request));
        return request;
    }

    public async Task<Request> NextAsync() => await _requests.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Request request = new(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()), body.ToArray());
        string? answer = Answer;
        if (context.Request.ContentType == "application/json" && request.Json.TryGetProperty("challenge", out JsonElement challenge))
        {
            answer = JsonSerializer.Serialize(new { challenge = challenge.GetString() });
        }

        await _requests.Writer.WriteAsync(request, context.RequestAborted);
        context.Response.StatusCode = Status;
        if (answer is not null)
        {
            await context.Response.WriteAsync(answer, context.RequestAborted);
        }
    }
}
