using System.IO.Enumeration;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Faults;

/// <summary>A fault with its counts.</summary>
internal sealed class FaultRule(SandboxFault fault, DateTimeOffset setAt)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private int _fitted;
    private int _acted;

    public SandboxFault Fault { get; } = fault;

    /// <summary>Decides whether it acts now, and counts.</summary>
    /// <param name="method">The request's method; null for a delivery.</param>
    /// <param name="path">The request's path, or the delivery's event.</param>
    /// <param name="now">The time.</param>
    /// <param name="chance">Asked where it is not certain.</param>
    public bool Acts(string? method, string path, DateTimeOffset now, Chance chance)
    {
        if (!Fits(method, path) || !IsOn(now))
        {
            return false;
        }

        lock (_gate)
        {
            _fitted++;
            if (_fitted <= Fault.Skip || (Fault.Count > 0 && _acted >= Fault.Count) || (Fault.Probability < 1 && chance.Fraction() >= Fault.Probability))
            {
                return false;
            }

            _acted++;
            return true;
        }
    }

    /// <summary>Refuses a rule that makes no sense.</summary>
    /// <exception cref="DevFlowException">It names what is wrong.</exception>
    public static void Check(SandboxFault fault)
    {
        string? problem = fault switch
        {
            _ when !Enum.IsDefined(fault.Kind) => $"{fault.Kind} is no kind of fault",
            { Probability: not (>= 0 and <= 1) } => $"a probability of {fault.Probability} is not between 0 and 1",
            { Skip: < 0 } or { Count: < 0 } => "Skip and Count cannot be negative",
            { Kind: SandboxFaultKind.Status, Status: < 400 or > 599 } => $"{fault.Status} is not an error status (400 to 599)",
            { Kind: not SandboxFaultKind.ClockSkew, Delay.Ticks: < 0 } => "a delay cannot be negative",
            _ when fault.After < TimeSpan.Zero || fault.Duration < TimeSpan.Zero => "After and Duration cannot be negative",
            _ when fault.Kind != SandboxFaultKind.ClockSkew && fault.Delay > MaxDelay => "a delay ends at 10 minutes",
            _ => null,
        };
        if (problem is not null)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"The fault rule makes no sense: {problem}.", "Correct the rule; about_DevFlow_Sandbox lists the kinds.");
        }
    }

    private bool Fits(string? method, string path) =>
        (Fault.Method is null || method is null || Fault.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
        && (Fault.Path is null || FileSystemName.MatchesSimpleExpression(Fault.Path, path, ignoreCase: true));

    private bool IsOn(DateTimeOffset now)
    {
        TimeSpan elapsed = now - setAt;
        return elapsed >= Fault.After && (Fault.Duration == TimeSpan.Zero || elapsed < Fault.After + Fault.Duration);
    }
}
