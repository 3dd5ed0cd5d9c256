using DevFlow.Sandbox.GitHub;
using DevFlow.Sandbox.GitLab;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Jira;
using DevFlow.Sandbox.Slack;

namespace DevFlow.Sandbox;

/// <summary>Starts sandboxes; found by the engine as the one class of this assembly that implements the interface.</summary>
internal sealed class SandboxHost : ISandboxHost
{
    private const double MaxClock = 86400;

    private static readonly Dictionary<string, Func<SandboxContext, Platform>> Factories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["github"] = static context => new GitHubPlatform(context),
        ["gitlab"] = static context => new GitLabPlatform(context),
        ["jira"] = static context => new JiraPlatform(context),
        ["slack"] = static context => new SlackPlatform(context),
    };

    public IReadOnlyList<string> Platforms { get; } = [.. Factories.Keys];

    public async Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (!Factories.TryGetValue(options.Platform, out Func<SandboxContext, Platform>? create))
        {
            throw Refuse($"There is no sandbox for the platform {options.Platform}.", $"Name one of: {string.Join(", ", Factories.Keys)}.");
        }

        if (options.Port is < 0 or > 65535)
        {
            throw Refuse($"{options.Port} is no port number.", "Name a port from 1 to 65535, or 0 for a free one.");
        }

        if (options.Clock is not (>= 1 and <= MaxClock))
        {
            throw Refuse($"Time cannot pass {options.Clock} times as fast.", "Name a number from 1 to 86400.");
        }

        if (options.Deployment == SandboxDeployment.DataCenter && !options.Platform.Equals("jira", StringComparison.OrdinalIgnoreCase))
        {
            throw Refuse($"There is no Data Center of {options.Platform}.", "Name -Deployment DataCenter for Jira only.");
        }

        foreach ((string bucket, int limit) in options.Limits)
        {
            if (limit < 1)
            {
                throw Refuse($"A limit of {limit} for {bucket} grants nothing.", "Name a limit of 1 or more.");
            }
        }

        return await PlatformServer.StartAsync(
            options with { Platform = options.Platform.ToLowerInvariant() }, create, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    private static DevFlowException Refuse(string message, string action) => new(ErrorReason.InvalidArgument, message, action);
}
