namespace DevFlow;

/// <summary>How to start a sandbox.</summary>
public sealed record SandboxOptions
{
    /// <summary>The loopback port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Requests an hour the sandbox grants to a token, as GitHub's primary limit; 1 or more.</summary>
    public int HourlyLimit { get; init; } = 5000;
}
