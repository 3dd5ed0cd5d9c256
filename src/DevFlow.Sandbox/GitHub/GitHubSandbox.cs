using System.Security;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A server that stands in for GitHub.</summary>
internal sealed class GitHubSandbox : SandboxServer
{
    private readonly LoopbackServer _server;
    private readonly GitHubService _service;
    private int _stopped;

    private GitHubSandbox(LoopbackServer server, GitHubService service, DateTimeOffset startedAt)
    {
        _server = server;
        _service = service;
        StartedAt = startedAt;
    }

    public override string Platform => "github";

    public override Uri BaseUri => _server.Address;

    public override SecureString Token => _service.Token;

    public override string Repository => _service.State.Repositories[0].FullName;

    public override bool IsRunning => Volatile.Read(ref _stopped) == 0;

    public override long Requests => _service.Requests;

    public override long Refusals => _service.Refusals;

    public override DateTimeOffset StartedAt { get; }

    public static async Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        // The service needs the port for its addresses, so it is made when the port is known; requests wait for it.
        TaskCompletionSource<GitHubService> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LoopbackServer server = await LoopbackServer.StartAsync(
            options.Port,
            async context => await (await ready.Task.ConfigureAwait(false)).AnswerAsync(context).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        GitHubService service = new(server.Address, options.HourlyLimit, clock);
        ready.SetResult(service);
        return new GitHubSandbox(server, service, clock.GetUtcNow());
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
            await _service.DisposeAsync().ConfigureAwait(false);
        }
    }
}
