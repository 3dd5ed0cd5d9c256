using System.Net;
using DevFlow.Sandbox;

namespace DevFlow.Platforms.Tests.Plugins;

internal sealed class RunningSandboxPlatform : RunningPlatform
{
    private readonly SandboxServer _server;

    private RunningSandboxPlatform(SandboxServer server) => _server = server;

    public override Uri BaseUri => _server.BaseUri;

    public override string Token => new NetworkCredential("", _server.Token).Password;

    public override string? UserName => _server.UserName;

    public static async Task<RunningPlatform> StartAsync(string platform, string? limit = null, int units = 0)
    {
        Dictionary<string, int> limits = limit is null ? [] : new(StringComparer.Ordinal) { [limit] = units };
        SandboxOptions options = new() { Platform = platform, Limits = limits };
        return new RunningSandboxPlatform(await new SandboxHost().StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    public override void Hold() => _server.Faults = [new SandboxFault { Kind = SandboxFaultKind.Latency, Delay = TimeSpan.FromMinutes(5) }];

    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
