using System.Net;
using System.Text.Json;
using DevFlow.Sandbox;

namespace DevFlow.Benchmarks.Listing;

/// <summary>A process that runs GitHub's sandbox with many repositories behind a slow line, and with limits nobody reaches.</summary>
internal sealed class ListedSandboxChild : IChild
{
    public string Name => "child-listing";

    /// <summary>Takes the number of repositories and the latency in ms; writes its address and token, then serves until its input ends.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        string scenario = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(scenario, Scenario(int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture)), cancellationToken);
            SandboxOptions options = new()
            {
                ScenarioPath = scenario,
                Limits = new[] { "core", "points", "concurrency" }.ToDictionary(static name => name, static _ => int.MaxValue),
                Faults = [new SandboxFault { Kind = SandboxFaultKind.Latency, Delay = TimeSpan.FromMilliseconds(int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture)) }],
            };
            await using SandboxServer sandbox = await new SandboxHost().StartAsync(options, TimeProvider.System, cancellationToken);
            await Console.Out.WriteLineAsync($"{sandbox.BaseUri} {new NetworkCredential("", sandbox.Token).Password};");
            await Console.In.ReadToEndAsync(cancellationToken);
            return 0;
        }
        finally
        {
            File.Delete(scenario);
        }
    }

    private static string Scenario(int repositories) => JsonSerializer.Serialize(new
    {
        github = new
        {
            users = new[] { new { login = "ada" } },
            tokens = new[] { new { name = "user", kind = "classic", scopes = new[] { "repo", "user" } } },
            repositories = Enumerable.Range(0, repositories).Select(static number => new { name = $"ada/r{number:D5}" }),
        },
    });
}
