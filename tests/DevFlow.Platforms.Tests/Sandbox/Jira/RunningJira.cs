using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Jira;

/// <summary>A started Jira with a fake clock, and requests with any of its logins.</summary>
internal sealed class RunningJira : IAsyncDisposable
{
    public const string Gateway = "gateway:";

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });

    private RunningJira(SandboxServer server, FakeTimeProvider clock)
    {
        Server = server;
        Clock = clock;
    }

    public SandboxServer Server { get; }

    public FakeTimeProvider Clock { get; }

    /// <summary>The site's id at the gateway.</summary>
    public string CloudId => Credential("oauth").UserName!;

    private bool IsCloud => Server.Deployment == SandboxDeployment.Cloud;

    public static Task<RunningJira> StartAsync(SandboxDeployment deployment = SandboxDeployment.Cloud) =>
        StartAsync(new SandboxOptions { Deployment = deployment });

    public static async Task<RunningJira> StartAsync(SandboxOptions options)
    {
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, 500, TimeSpan.Zero));
        SandboxServer server = await new SandboxHost().StartAsync(options with { Platform = "jira" }, clock, TestContext.Current.CancellationToken);
        return new(server, clock);
    }

    public SandboxCredential Credential(string name) => Server.Credentials.First(credential => credential.Name == name);

    public string Secret(string name) => new NetworkCredential("", Credential(name).Secret).Password;

    /// <summary>How a login is sent: an e-mail address or a name makes it Basic.</summary>
    public AuthenticationHeaderValue Login(string name)
    {
        SandboxCredential credential = Credential(name);
        bool isBasic = credential.Kind is "api-token" or "scoped-api-token" or "password";
        return isBasic
            ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{Secret(name)}")))
            : new("Bearer", Secret(name));
    }

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path; with <see cref="Gateway"/> before it, at the gateway.</param>
    /// <param name="body">JSON.</param>
    /// <param name="login">Whose login; null for none.</param>
    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, string? login = "admin")
    {
        string target = path.StartsWith(Gateway, StringComparison.Ordinal) ? $"/ex/jira/{CloudId}{path[Gateway.Length..]}" : path;
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(Server.BaseUri, target));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = login is null ? null : Login(login);
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => await _client.SendAsync(request, TestContext.Current.CancellationToken);

    /// <summary>Sends a request that must succeed and returns the body.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, string? body = null, string? login = "admin")
    {
        using HttpResponseMessage response = await SendAsync(method, path, body, login);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return await ReadAsync(response);
    }

    /// <summary>Sends a request that must be refused and returns what the refusal says.</summary>
    public async Task<string> RefusedAsync(int status, string method, string path, string? body = null, string? login = "admin")
    {
        using HttpResponseMessage response = await SendAsync(method, path, body, login);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text;
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return body.Length == 0 ? default : JsonElement.Parse(body);
    }

    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? Assert.Single(values) : null;

    public static string[] Keys(JsonElement found) => [.. found.GetProperty("issues").EnumerateArray().Select(issue => issue.GetProperty("key").GetString()!)];

    /// <summary>Creates an issue in EX and returns its key.</summary>
    public async Task<string> CreateIssueAsync(string summary = "New", string more = "")
    {
        string body = $$$"""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"{{{summary}}}"{{{more}}}}}""";
        return (await CallAsync("POST", $"/rest/api/2/issue", body)).GetProperty("key").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }
}
