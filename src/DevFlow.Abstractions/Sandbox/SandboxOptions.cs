namespace DevFlow;

/// <summary>How to start a sandbox.</summary>
public sealed record SandboxOptions
{
    /// <summary>The platform to stand in for: <c>github</c>, <c>gitlab</c>, <c>jira</c> or <c>slack</c>.</summary>
    public string Platform { get; init; } = "github";

    /// <summary>Which of the vendor's products; only Jira has two.</summary>
    public SandboxDeployment Deployment { get; init; }

    /// <summary>The loopback port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Makes tokens, ids and random faults the same at every start; null makes them unpredictable.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// How many times faster than in reality the platform's time spans pass: windows of limits, lives of tokens, delays of
    /// retries. 3600 makes a window of one hour one second. Dates stay honest. From 1 to 86400.
    /// </summary>
    public double Clock { get; init; } = 1;

    /// <summary>A JSON file with what exists from the start; null takes the built-in scenario.</summary>
    public string? ScenarioPath { get; init; }

    /// <summary>Other numbers for the platform's limits, by the name of the bucket, such as <c>core</c>; 1 or more each.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>What goes wrong, and when.</summary>
    public IReadOnlyList<SandboxFault> Faults { get; init; } = [];
}
