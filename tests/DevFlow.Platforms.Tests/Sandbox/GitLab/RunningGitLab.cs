using System.Net;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.GitLab;

/// <summary>A started GitLab sandbox with a fake clock, and requests with any of its logins.</summary>
internal sealed class RunningGitLab : IAsyncDisposable
{
    public const string Project = "/api/v4/projects/devflow%2Fhello-world";

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
    private readonly string? _scenario;

    private RunningGitLab(SandboxServer server, FakeTimeProvider clock, string? scenario)
    {
        Server = server;
        Clock = clock;
        _scenario = scenario;
    }

    public SandboxServer Server { get; }

    public FakeTimeProvider Clock { get; }

    /// <param name="limits">Other limits.</param>
    /// <param name="scenario">Changes the built-in scenario's text.</param>
    /// <param name="rate">The sandbox's clock.</param>
    public static async Task<RunningGitLab> StartAsync(
        Dictionary<string, int>? limits = null, Func<string, string>? scenario = null, double rate = 1)
    {
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 10, 0, 12, 500, TimeSpan.Zero));
        string? file = null;
        if (scenario is not null)
        {
            using Stream resource = typeof(SandboxHost).Assembly.GetManifestResourceStream("gitlab.scenario.json")!;
            using StreamReader text = new(resource);
            file = Path.Combine(Path.GetTempPath(), $"gitlab-{Guid.NewGuid():N}.json");
            await File.WriteAllTextAsync(
                file, $$"""{"gitlab":{{scenario(await text.ReadToEndAsync(TestContext.Current.CancellationToken))}}}""", TestContext.Current.CancellationToken);
        }

        SandboxServer server = await new SandboxHost().StartAsync(
            new() { Platform = "gitlab", Seed = 7, Clock = rate, Limits = limits ?? [], ScenarioPath = file }, clock, TestContext.Current.CancellationToken);
        return new(server, clock, file);
    }

    /// <summary>The secret of a login of the scenario.</summary>
    public string Secret(string name) => new NetworkCredential("", Server.Credentials.Single(credential => credential.Name == name).Secret).Password;

    /// <param name="method">The method.</param>
    /// <param name="path">The path; one that does not begin with a slash is below <see cref="Project"/>.</param>
    /// <param name="body">A JSON body.</param>
    /// <param name="token">The token; null for that of the user, empty for none.</param>
    /// <param name="header">The header that carries it.</param>
    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, string? token = null, string header = "PRIVATE-TOKEN")
    {
        string absolute = path.StartsWith('/') ? path : $"{Project}/{path}";
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(Server.BaseUri.ToString().TrimEnd('/') + absolute));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (token != "")
        {
            string secret = token ?? Secret("user");
            request.Headers.TryAddWithoutValidation(header, header == "Authorization" ? $"Bearer {secret}" : secret);
        }

        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a form, as clients of OAuth do.</summary>
    public async Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields)
    {
        using FormUrlEncodedContent form = new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await _client.PostAsync(new Uri(Server.BaseUri, path), form, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a request that must get a status, and returns the body.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, string? body = null, int status = 0, string? token = null)
    {
        using HttpResponseMessage response = await SendAsync(method, path, body, token);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            status == 0 ? response.IsSuccessStatusCode : (int)response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? Assert.Single(values) : null;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
        if (_scenario is not null)
        {
            File.Delete(_scenario);
        }
    }
}
