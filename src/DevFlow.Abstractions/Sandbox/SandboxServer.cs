using System.Security;

namespace DevFlow;

/// <summary>A running sandbox: a server on loopback that behaves like the platforms and keeps everything in memory.</summary>
public abstract class SandboxServer : IAsyncDisposable
{
    /// <summary>The platform it stands in for, to pipe into Connect-DevFlowPlatform.</summary>
    public abstract string Platform { get; }

    /// <summary>The address to connect to.</summary>
    public abstract Uri BaseUri { get; }

    /// <summary>A token the sandbox accepts, made anew at every start.</summary>
    public abstract SecureString Token { get; }

    /// <summary>A repository that exists from the start, as <c>owner/name</c>.</summary>
    public abstract string Repository { get; }

    /// <summary>True until it is stopped.</summary>
    public abstract bool IsRunning { get; }

    /// <summary>Requests answered so far.</summary>
    public abstract long Requests { get; }

    /// <summary>Requests refused so far: bad token, exhausted limit, invalid input.</summary>
    public abstract long Refusals { get; }

    /// <summary>When it was started (UTC).</summary>
    public abstract DateTimeOffset StartedAt { get; }

    /// <summary>Stops it and forgets everything it held.</summary>
    /// <returns>A task that ends when the port is free.</returns>
    public abstract ValueTask DisposeAsync();

    /// <inheritdoc/>
    public override string ToString() => BaseUri.ToString();
}
