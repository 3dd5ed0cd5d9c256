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

    private static readonly Dictionary<string, PlatformKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["github"] = new(static context => new GitHubPlatform(context), static _ => LimitNumbers.Names),
        ["gitlab"] = new(static context => new GitLabPlatform(context), static _ => LimitSettings.Names),
        ["jira"] = new(
            static context => new JiraPlatform(context),
            static deployment => deployment == SandboxDeployment.Cloud ? CloudLimits.Names : ServerLimits.Names),
        ["slack"] = new(static context => new SlackPlatform(context), static _ => SlackLimits.Names),
    };

    public IReadOnlyList<string> Platforms { get; } = [.. Kinds.Keys];

    /// <summary>True for a platform's name as scenarios write it.</summary>
    public static bool IsPlatform(string name) => Kinds.Keys.Contains(name, StringComparer.Ordinal);

    public async Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (!Kinds.TryGetValue(options.Platform, out PlatformKind? kind))
        {
            throw Refuse($"There is no sandbox for the platform {options.Platform}.", $"Name one of: {string.Join(", ", Kinds.Keys)}.");
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

        IReadOnlyList<string> names = kind.LimitNames(options.Deployment);
        foreach ((string bucket, int limit) in options.Limits)
        {
            if (!names.Contains(bucket, StringComparer.OrdinalIgnoreCase))
            {
                throw Refuse($"The {options.Platform} sandbox has no limit {bucket}.", $"Name one of: {string.Join(", ", names)}.");
            }

            if (limit < 1)
            {
                throw Refuse($"A limit of {limit} for {bucket} grants nothing.", "Name a limit of 1 or more.");
            }
        }

        return await PlatformServer.StartAsync(
            options with { Platform = options.Platform.ToLowerInvariant() }, kind.Create, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    private static DevFlowException Refuse(string message, string action) => new(ErrorReason.InvalidArgument, message, action);
}
