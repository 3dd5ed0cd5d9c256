namespace DevFlow.Sandbox.Faults;

/// <summary>What is done to one request; the default is nothing.</summary>
internal readonly record struct RequestFaults
{
    public string? Names { get; init; }

    public TimeSpan Latency { get; init; }

    public int? Status { get; init; }

    public bool ResetBefore { get; init; }

    public bool ResetAfter { get; init; }

    public bool Truncate { get; init; }

    /// <summary>How long the body takes; zero where it goes at once.</summary>
    public TimeSpan SlowBody { get; init; }

    public TimeSpan Skew { get; init; }

    public RequestFaults With(SandboxFault fault)
    {
        string name = fault.Kind.ToString();
        RequestFaults more = this with { Names = Names is null ? name : $"{Names}, {name}" };
        return fault.Kind switch
        {
            SandboxFaultKind.Latency => more with { Latency = Latency + fault.Delay },
            SandboxFaultKind.Status => more with { Status = fault.Status },
            SandboxFaultKind.ResetBefore or SandboxFaultKind.Outage => more with { ResetBefore = true },
            SandboxFaultKind.ResetAfter => more with { ResetAfter = true },
            SandboxFaultKind.Truncate => more with { Truncate = true },
            SandboxFaultKind.SlowBody => more with { SlowBody = SlowBody + fault.Delay },
            SandboxFaultKind.ClockSkew => more with { Skew = Skew + fault.Delay },
            _ => this,
        };
    }
}
