using System.Text;
using System.Text.Json;
using DevFlow.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.GitLab;

/// <summary>A started GitLab, and requests with any of its logins.</summary>
internal sealed class RunningGitLab : RunningSandbox
{
    public const string Project = "/api/v4/projects/devflow%2Fhello-world";

    private readonly string? _scenario;

    private RunningGitLab(SandboxServer server, FakeTimeProvider clock, string? scenario)
        : base(server, clock) => _scenario = scenario;

    /// <param name="limits">Other limits.</param>
    /// <param name="scenario">Changes the built-in scenario's text.</param>
    /// <param name="rate">The sandbox's clock.</param>
    public static async Task<RunningGitLab> StartAsync(
        Dictionary<string, int>? limits = null, Func<string, string>? scenario = null, double rate = 1)
    {
        string? file = null;
        if (scenario is not null)
        {
            using Stream resource = typeof(SandboxHost).Assembly.GetManifestResourceStream("gitlab.scenario.json")!;
            using StreamReader text = new(resource);
            file = Path.Combine(Path.GetTempPath(), $"gitlab-{Guid.NewGuid():N}.json");
            await File.WriteAllTextAsync(
                file, $$"""{"gitlab":{{scenario(await text.ReadToEndAsync(TestContext.Current.CancellationToken))}}}""", TestContext.Current.CancellationToken);
        }

        // Some way into a minute, because the limits' windows begin with it.
        (SandboxServer server, FakeTimeProvider clock) = await StartAsync(
            new SandboxOptions { Platform = "gitlab", Seed = 7, Clock = rate, Limits = limits ?? [], ScenarioPath = file }, second: 12.5);
        return new(server, clock, file);
    }

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

        return await SendAsync(request);
    }

    /// <summary>Sends a request that must get a status, and returns the body.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, string? body = null, int status = 0, string? token = null)
    {
        using HttpResponseMessage response = await SendAsync(method, path, body, token);
        return await ReadAsync(response, status, $"{method} {path}");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_scenario is not null)
        {
            File.Delete(_scenario);
        }
    }
}
