using System.Net;
using System.Text.Json;
using DevFlow.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox;

/// <summary>A started sandbox with a fake clock and a client that takes redirects for answers. Platforms derive from it how they are asked.</summary>
internal abstract class RunningSandbox(SandboxServer server, FakeTimeProvider clock) : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });

    public SandboxServer Server { get; } = server;

    public FakeTimeProvider Clock { get; } = clock;

    public SandboxCredential Credential(string name) => Server.Credentials.First(credential => credential.Name == name);

    /// <summary>The secret of a login of the scenario.</summary>
    public string Secret(string name) => Plain(Credential(name));

    public Task<JsonElement> InvokeAsync(string name, object? data = null) =>
        Server.InvokeAsync(name, JsonSerializer.SerializeToElement(data ?? new { }), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request, TestContext.Current.CancellationToken);

    /// <summary>Sends a form, as clients of OAuth do.</summary>
    public async Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields)
    {
        using FormUrlEncodedContent form = new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await _client.PostAsync(new Uri(Server.BaseUri, path), form, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return body.Length == 0 ? default : JsonElement.Parse(body);
    }

    /// <summary>The only value of a header; null where it is absent.</summary>
    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? Assert.Single(values) : null;

    public virtual async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }

    protected static string Plain(SandboxCredential credential) => new NetworkCredential("", credential.Secret).Password;

    protected static async Task<(SandboxServer Server, FakeTimeProvider Clock)> StartAsync(SandboxOptions options, double second)
    {
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero).AddSeconds(second));
        return (await new SandboxHost().StartAsync(options, clock, TestContext.Current.CancellationToken), clock);
    }

    /// <summary>Reads an answer that must have a status; 0: any that tells of success.</summary>
    protected static async Task<JsonElement> ReadAsync(HttpResponseMessage response, int status, string what)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == 0 ? response.IsSuccessStatusCode : (int)response.StatusCode == status, $"{what}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
