using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Faults;

/// <summary>The rules by which things go wrong in a sandbox; they can be replaced while it runs. Thread-safe.</summary>
internal sealed class FaultPlan(SandboxClock clock, Chance chance)
{
    private FaultRule[] _rules = [];

    public SandboxFault[] Rules => [.. Volatile.Read(ref _rules).Select(rule => rule.Fault)];

    /// <exception cref="DevFlowException">A rule makes no sense; then nothing is replaced.</exception>
    public void Replace(IReadOnlyList<SandboxFault> faults)
    {
        foreach (SandboxFault fault in faults)
        {
            FaultRule.Check(fault);
        }

        DateTimeOffset now = clock.Now;
        Volatile.Write(ref _rules, [.. faults.Select(fault => new FaultRule(fault, now))]);
    }

    /// <summary>What is to be done to a request.</summary>
    public RequestFaults Choose(string method, string path)
    {
        RequestFaults chosen = default;
        FaultRule[] rules = Volatile.Read(ref _rules);
        if (rules.Length == 0)
        {
            return chosen;
        }

        DateTimeOffset now = clock.Now;
        foreach (FaultRule rule in rules)
        {
            if (!IsOfDeliveries(rule.Fault.Kind) && rule.Acts(method, path, now, chance))
            {
                chosen = chosen.With(rule.Fault);
            }
        }

        return chosen;
    }

    /// <summary>Whether a delivery of an event is to suffer a fault of this kind.</summary>
    public bool ChooseDelivery(SandboxFaultKind kind, string eventName)
    {
        DateTimeOffset now = clock.Now;
        foreach (FaultRule rule in Volatile.Read(ref _rules))
        {
            if (rule.Fault.Kind == kind && rule.Acts(method: null, eventName, now, chance))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfDeliveries(SandboxFaultKind kind) =>
        kind is SandboxFaultKind.DuplicateDelivery or SandboxFaultKind.ReorderDelivery;
}
