namespace DevFlow;

/// <summary>A rule by which something goes wrong in a sandbox. In PowerShell a hashtable is enough: <c>@{ Kind = 'Status'; Status = 502; Path = '/repos/*' }</c>.</summary>
public sealed record SandboxFault
{
    /// <summary>What goes wrong.</summary>
    public SandboxFaultKind Kind { get; init; }

    /// <summary>The HTTP method it is limited to; null means any.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// The paths it is limited to, with <c>*</c> and <c>?</c>, compared without the query and without regard to case; for
    /// deliveries the name of the event. Null means any.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>How likely it is each time the rule fits: 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>How often the rule fits before it acts the first time.</summary>
    public int Skip { get; init; }

    /// <summary>How often it acts; 0 means always.</summary>
    public int Count { get; init; }

    /// <summary>How long after the sandbox's start, or after the rule was set, it begins to act.</summary>
    public TimeSpan After { get; init; }

    /// <summary>How long it acts from then on; zero means for ever.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The answer's status for <see cref="SandboxFaultKind.Status"/>: 400 to 599.</summary>
    public int Status { get; init; } = 503;

    /// <summary>
    /// How long <see cref="SandboxFaultKind.Latency"/> holds a request (up to 10 minutes), how long <see cref="SandboxFaultKind.SlowBody"/>
    /// takes to send a body, and by how much <see cref="SandboxFaultKind.ClockSkew"/> moves the Date header (negative: into the past).
    /// </summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Method ?? "*"} {Path ?? "*"}";
}
