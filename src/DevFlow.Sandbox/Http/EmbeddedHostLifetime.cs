using Microsoft.Extensions.Hosting;

namespace DevFlow.Sandbox.Http;

/// <summary>Leaves Ctrl+C and SIGTERM to the PowerShell session the sandbox is a guest of; the web host's default takes both.</summary>
internal sealed class EmbeddedHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
