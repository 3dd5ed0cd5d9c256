using System.Security;
using System.Text.Json;

namespace DevFlow;

/// <summary>A running sandbox: a server on loopback that behaves like a platform and keeps everything in memory.</summary>
public abstract class SandboxServer : IAsyncDisposable
{
    /// <summary>The platform it stands in for, to pipe into Connect-DevFlowPlatform.</summary>
    public abstract string Platform { get; }

    /// <summary>Which of the vendor's products.</summary>
    public abstract SandboxDeployment Deployment { get; }

    /// <summary>The address to connect to.</summary>
    public abstract Uri BaseUri { get; }

    /// <summary>A token the sandbox accepts; the secret of the first of <see cref="Credentials"/>.</summary>
    public abstract SecureString Token { get; }

    /// <summary>What goes with the token: the e-mail address of a Jira API token; null elsewhere.</summary>
    public abstract string? UserName { get; }

    /// <summary>Every login the scenario gives.</summary>
    public abstract IReadOnlyList<SandboxCredential> Credentials { get; }

    /// <summary>A repository that exists from the start, as <c>owner/name</c>; null where the platform has none.</summary>
    public abstract string? Repository { get; }

    /// <summary>The key of a Jira project, or the path of a GitLab project, that exists from the start; null elsewhere.</summary>
    public abstract string? Project { get; }

    /// <summary>The id of a Slack channel that exists from the start; null elsewhere.</summary>
    public abstract string? Channel { get; }

    /// <summary>What <see cref="InvokeAsync"/> can make happen: <c>push</c>, <c>failed-pipeline</c>, <c>mention</c> and so on.</summary>
    public abstract IReadOnlyList<string> Events { get; }

    /// <summary>What goes wrong. Setting it replaces all rules and starts their counts and times anew.</summary>
    /// <exception cref="DevFlowException">A rule makes no sense; <see cref="ErrorReason.InvalidArgument"/>.</exception>
#pragma warning disable CA1819 // PowerShell turns hashtables into the elements of an array, and of no other list.
    public abstract SandboxFault[] Faults { get; set; }
#pragma warning restore CA1819

    /// <summary>True until it is stopped.</summary>
    public abstract bool IsRunning { get; }

    /// <summary>Requests answered so far.</summary>
    public abstract long Requests { get; }

    /// <summary>Requests refused so far: bad token, exhausted limit, invalid input.</summary>
    public abstract long Refusals { get; }

    /// <summary>The newest requests, oldest first; the last 10,000 are kept.</summary>
    public abstract IReadOnlyList<SandboxRequest> Ledger { get; }

    /// <summary>When it was started (UTC).</summary>
    public abstract DateTimeOffset StartedAt { get; }

    /// <summary>Makes something happen as if somebody had done it on the platform; its webhooks are sent.</summary>
    /// <param name="name">One of <see cref="Events"/>.</param>
    /// <param name="data">Details, by the platform's field names; an object, or undefined where the defaults do.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What came of it, as the platform's API shows it.</returns>
    /// <exception cref="DevFlowException">The name or a detail is unknown; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public abstract Task<JsonElement> InvokeAsync(string name, JsonElement data, CancellationToken cancellationToken);

    /// <summary>Stops it and forgets everything it held.</summary>
    /// <returns>A task that ends when the port is free.</returns>
    public abstract ValueTask DisposeAsync();

    /// <inheritdoc/>
    public override string ToString() => BaseUri.ToString();
}
