using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox;

/// <summary>A started sandbox with a fake clock and a client that carries its token.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    public const string Repo = "repos/octo-org/hello-world";

    private RunningSandbox(SandboxServer server, FakeTimeProvider clock)
    {
        Server = server;
        Clock = clock;
        Client = CreateClient(PlainToken);
    }

    public SandboxServer Server { get; }

    public FakeTimeProvider Clock { get; }

    /// <summary>Its base address is the Enterprise form of the API.</summary>
    public HttpClient Client { get; }

    public string PlainToken => new NetworkCredential("", Server.Token).Password;

    public static Task<RunningSandbox> StartAsync(int hourlyLimit = 5000) =>
        StartAsync(new SandboxOptions { Limits = new Dictionary<string, int> { ["core"] = hourlyLimit } });

    public static async Task<RunningSandbox> StartAsync(SandboxOptions options)
    {
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, 500, TimeSpan.Zero));
        SandboxServer server = await new SandboxHost().StartAsync(
            options, clock, TestContext.Current.CancellationToken);
        return new(server, clock);
    }

    public HttpClient CreateClient(string? token, string scheme = "Bearer")
    {
        HttpClient client = new() { BaseAddress = new Uri(Server.BaseUri, "api/v3/") };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue(scheme, token);
        return client;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(path, TestContext.Current.CancellationToken);

    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a request that must succeed and returns the body.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, string? body = null)
    {
        using HttpResponseMessage response = await SendAsync(method, path, body);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode}");
        return await ReadAsync(response);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return body.Length == 0 ? default : JsonElement.Parse(body);
    }

    /// <summary>The only value of a header.</summary>
    public static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
