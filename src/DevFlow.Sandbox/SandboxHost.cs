using DevFlow.Sandbox.GitHub;

namespace DevFlow.Sandbox;

/// <summary>Starts sandboxes; found by the engine as the one class of this assembly that implements the interface.</summary>
internal sealed class SandboxHost : ISandboxHost
{
    public async Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (options.Port is < 0 or > 65535)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"{options.Port} is no port number.", "Name a port from 1 to 65535, or 0 for a free one.");
        }

        if (options.HourlyLimit < 1)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"An hourly limit of {options.HourlyLimit} grants nothing.", "Name a limit of 1 or more.");
        }

        return await GitHubSandbox.StartAsync(options, timeProvider, cancellationToken).ConfigureAwait(false);
    }
}
