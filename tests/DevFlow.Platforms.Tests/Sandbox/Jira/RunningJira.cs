using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Jira;

/// <summary>A started Jira, and requests with any of its logins.</summary>
internal sealed class RunningJira : RunningSandbox
{
    public const string Gateway = "gateway:";

    private RunningJira(SandboxServer server, FakeTimeProvider clock)
        : base(server, clock)
    {
    }

    /// <summary>The site's id at the gateway.</summary>
    public string CloudId => Credential("oauth").UserName!;

    public static Task<RunningJira> StartAsync(SandboxDeployment deployment = SandboxDeployment.Cloud) =>
        StartAsync(new SandboxOptions { Deployment = deployment });

    public static async Task<RunningJira> StartAsync(SandboxOptions options)
    {
        (SandboxServer server, FakeTimeProvider clock) = await StartAsync(options with { Platform = "jira" }, second: 0.5);
        return new(server, clock);
    }

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
        return await SendAsync(request);
    }

    /// <summary>Sends a request that must succeed and returns the body.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, string? body = null, string? login = "admin")
    {
        using HttpResponseMessage response = await SendAsync(method, path, body, login);
        return await ReadAsync(response, status: 0, $"{method} {path}");
    }

    /// <summary>Sends a request that must be refused and returns what the refusal says.</summary>
    public async Task<string> RefusedAsync(int status, string method, string path, string? body = null, string? login = "admin")
    {
        using HttpResponseMessage response = await SendAsync(method, path, body, login);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text;
    }

    public static string[] Keys(JsonElement found) => [.. found.GetProperty("issues").EnumerateArray().Select(issue => issue.GetProperty("key").GetString()!)];

    /// <summary>Creates an issue in EX and returns its key.</summary>
    public async Task<string> CreateIssueAsync(string summary = "New", string more = "")
    {
        string body = $$$"""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"{{{summary}}}"{{{more}}}}}""";
        return (await CallAsync("POST", $"/rest/api/2/issue", body)).GetProperty("key").GetString()!;
    }
}
