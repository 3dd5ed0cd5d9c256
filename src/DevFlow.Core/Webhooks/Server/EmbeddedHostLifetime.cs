using Microsoft.Extensions.Hosting;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// Keeps the web host's hands off the process: its default lifetime takes over Ctrl+C and SIGTERM, which belong to the
/// PowerShell session the listener is a guest of.
/// </summary>
internal sealed class EmbeddedHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
