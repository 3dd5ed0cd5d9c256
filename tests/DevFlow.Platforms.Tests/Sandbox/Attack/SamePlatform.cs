using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox;

namespace DevFlow.Platforms.Tests.Sandbox.Attack;

/// <summary>A started sandbox of any platform behind one face: something to read, something to change, a hook to be told of it.</summary>
internal sealed class SamePlatform : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private SamePlatform(SandboxServer server) => Server = server;

    /// <summary>All there are, Jira in both of its forms.</summary>
    public static TheoryData<string> All => ["github", "gitlab", "jira", "jira-dc", "slack"];

    public SandboxServer Server { get; }

    public static async Task<SamePlatform> StartAsync(string name, params SandboxFault[] faults) => new(await new SandboxHost().StartAsync(
        new() { Platform = name.Split('-')[0], Deployment = name == "jira-dc" ? SandboxDeployment.DataCenter : SandboxDeployment.Cloud, Faults = faults },
        TimeProvider.System,
        TestContext.Current.CancellationToken));

    private string Path => (Server.Platform, Server.Deployment) switch
    {
        ("github", _) => "user",
        ("gitlab", _) => "api/v4/user",
        ("jira", SandboxDeployment.DataCenter) => "rest/api/2/myself",
        ("jira", _) => "rest/api/3/myself",
        _ => "api/auth.test",
    };

    public Task<HttpResponseMessage> ReadAsync(SandboxServer? other = null, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead) =>
        SendAsync(HttpMethod.Get, new Uri((other ?? Server).BaseUri, Path), null, completion);

    /// <summary>Changes something; the text comes back in what a hook is told.</summary>
    public async Task ChangeAsync(string text)
    {
        if (Server.Platform == "slack")
        {
            await Server.InvokeAsync("message", JsonSerializer.SerializeToElement(new { channel = "C0GENERAL01", text }), TestContext.Current.CancellationToken);
            return;
        }

        (string path, string body) = Server.Platform switch
        {
            "github" => ("repos/octo-org/hello-world/issues", $$"""{"title":"{{text}}"}"""),
            "gitlab" => ("api/v4/projects/devflow%2Fhello-world/issues", $$"""{"title":"{{text}}"}"""),
            _ => ("rest/api/2/issue", $$$"""{"fields":{"project":{"key":"EX"},"issuetype":{"name":"Task"},"summary":"{{{text}}}"}}"""),
        };
        using HttpResponseMessage response = await PostAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
    }

    /// <returns>False where the platform does not take the address.</returns>
    public async Task<bool> TryHookAsync(string url)
    {
        if (Server.Platform == "slack")
        {
            try
            {
                await Server.InvokeAsync("configure", JsonSerializer.SerializeToElement(new { request_url = url }), TestContext.Current.CancellationToken);
                return true;
            }
            catch (DevFlowException)
            {
                return false;
            }
        }

        string quoted = JsonSerializer.Serialize(url);
        (string path, string body) = Server.Platform switch
        {
            "github" => ("repos/octo-org/hello-world/hooks", $$$"""{"config":{"url":{{{quoted}}}},"events":["issues"]}"""),
            "gitlab" => ("api/v4/projects/devflow%2Fhello-world/hooks", $$"""{"url":{{quoted}},"issues_events":true,"push_events":false}"""),
            _ => ("rest/webhooks/1.0/webhook", $$"""{"name":"x","url":{{quoted}},"events":["jira:issue_created"]}"""),
        };
        using HttpResponseMessage response = await PostAsync(path, body);
        return response.IsSuccessStatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body) =>
        await SendAsync(HttpMethod.Post, new Uri(Server.BaseUri, path), new StringContent(body, Encoding.UTF8, "application/json"), HttpCompletionOption.ResponseContentRead);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, HttpContent? content, HttpCompletionOption completion)
    {
        SandboxCredential login = Server.Credentials[0];
        string secret = new NetworkCredential("", login.Secret).Password;
        using HttpRequestMessage request = new(method, address) { Content = content };
        request.Headers.Authorization = Server is { Platform: "jira", Deployment: SandboxDeployment.Cloud }
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.UserName}:{secret}")))
            : new AuthenticationHeaderValue("Bearer", secret);
        return await _client.SendAsync(request, completion, TestContext.Current.CancellationToken);
    }
}
