using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Slack;

/// <summary>A started Slack sandbox with a fake clock.</summary>
internal sealed class SlackSandbox : IAsyncDisposable
{
    public const string General = "C0GENERAL01";
    public const string Octavia = "U0OCTAVIA01";
    public const string Remy = "U0REMY00002";

    // Redirects are answers too.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private SlackSandbox(SandboxServer server, FakeTimeProvider clock)
    {
        Server = server;
        Clock = clock;
    }

    public SandboxServer Server { get; }

    public FakeTimeProvider Clock { get; }

    public static async Task<SlackSandbox> StartAsync(SandboxOptions? options = null)
    {
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
        SandboxServer server = await new SandboxHost().StartAsync(
            (options ?? new()) with { Platform = "slack", Seed = 1 }, clock, TestContext.Current.CancellationToken);
        return new(server, clock);
    }

    public string Secret(string credential) => new NetworkCredential("", Find(credential).Secret).Password;

    public SandboxCredential Find(string credential) => Server.Credentials.Single(candidate => candidate.Name == credential);

    /// <summary>Calls a method with a form.</summary>
    public async Task<JsonElement> CallAsync(string method, object? arguments = null, string? token = null)
    {
        using HttpResponseMessage response = await SendAsync(method, arguments, token);
        return await ReadAsync(response);
    }

    /// <summary>Calls a method that must succeed.</summary>
    public async Task<JsonElement> OkAsync(string method, object? arguments = null, string? token = null)
    {
        JsonElement answer = await CallAsync(method, arguments, token);
        Assert.True(answer.GetProperty("ok").GetBoolean(), $"{method}: {answer}");
        return answer;
    }

    public async Task<string?> ErrorAsync(string method, object? arguments = null, string? token = null)
    {
        JsonElement answer = await CallAsync(method, arguments, token);
        Assert.False(answer.GetProperty("ok").GetBoolean(), $"{method}: {answer}");
        return answer.GetProperty("error").GetString();
    }

    public Task<HttpResponseMessage> SendAsync(string method, object? arguments = null, string? token = null)
    {
        Dictionary<string, string> form = [];
        foreach (JsonProperty property in JsonSerializer.SerializeToElement(arguments ?? new { }).EnumerateObject())
        {
            form[property.Name] = property.Value.ToString();
        }

        return PostAsync($"api/{method}", new FormUrlEncodedContent(form), token ?? Secret("bot"));
    }

    public Task<HttpResponseMessage> PostJsonAsync(string path, string json, string? token = null, string mediaType = "application/json; charset=utf-8")
    {
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(json));
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return PostAsync(path, content, token);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, string? token = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Server.BaseUri, path)) { Content = content };
        request.Headers.Authorization = string.IsNullOrEmpty(token) ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(Server.BaseUri, path), TestContext.Current.CancellationToken);

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

    public Task<JsonElement> InvokeAsync(string name, object? data = null) =>
        Server.InvokeAsync(name, JsonSerializer.SerializeToElement(data ?? new { }), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }
}
