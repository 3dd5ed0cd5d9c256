using System.Management.Automation;

namespace DevFlow.Benchmarks.Events;

/// <summary>Calls a script block with an object, again and again: what a lane cannot be faster than.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Bare")]
public sealed class InvokeBareCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock Script { get; set; } = null!;

    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    protected override void ProcessRecord()
    {
        Event e = BenchBus.Sample(0, "bench.lane");
        for (int n = 0; n < Count; n++)
        {
            Script.InvokeWithContext(null, [new PSVariable("_", e)], e);
        }
    }
}
