using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>A started GitHub, and a client that carries its first token.</summary>
internal sealed class RunningGitHub : RunningSandbox
{
    public const string Repo = "repos/octo-org/hello-world";

    private RunningGitHub(SandboxServer server, FakeTimeProvider clock)
        : base(server, clock) => Client = CreateClient(PlainToken);

    /// <summary>Its base address is the Enterprise form of the API.</summary>
    public HttpClient Client { get; }

    public string PlainToken => Plain(Server.Credentials[0]);

    public static Task<RunningGitHub> StartAsync(int hourlyLimit = 5000) =>
        StartAsync(new SandboxOptions { Limits = new Dictionary<string, int> { ["core"] = hourlyLimit } });

    public static async Task<RunningGitHub> StartAsync(SandboxOptions options)
    {
        (SandboxServer server, FakeTimeProvider clock) = await StartAsync(options, second: 0.5);
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
        return await ReadAsync(response, status: 0, $"{method} {path}");
    }

    public override async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await base.DisposeAsync();
    }
}
