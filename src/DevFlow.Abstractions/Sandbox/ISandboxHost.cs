namespace DevFlow;

/// <summary>Starts sandboxes. The engine finds the one class that implements it in DevFlow.Sandbox, on demand.</summary>
public interface ISandboxHost
{
    /// <summary>The platforms it can stand in for.</summary>
    IReadOnlyList<string> Platforms { get; }

    /// <summary>Starts a sandbox on loopback.</summary>
    /// <param name="options">How.</param>
    /// <param name="timeProvider">The clock of its windows and dates.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The running sandbox; dispose it to stop it.</returns>
    /// <exception cref="DevFlowException">
    /// The port is taken (<see cref="ErrorReason.PortInUse"/>), or an option makes no sense (<see cref="ErrorReason.InvalidArgument"/>).
    /// </exception>
    Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider timeProvider, CancellationToken cancellationToken);
}
