using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DevFlow.Benchmarks.Events;

/// <summary>A session with the module; writes one rate a line.</summary>
internal sealed class ScriptChild : IChild
{
    public const string Lane = "lane";
    public const string Bare = "bare";
    public const string Publish = "publish";
    public const string Empty = "empty";

    private const int Events = 100_000;
    private const int Rounds = 7;

    string IChild.Name => "child-events-script";

    public Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([arguments[0]]);
        state.Commands.Add(new SessionStateCmdletEntry("Invoke-Bare", typeof(InvokeBareCommand), helpFileName: null));
        state.Variables.Add(new SessionStateVariableEntry("n", Events, null));
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using ManualResetEventSlim gate = new();
        using ManualResetEventSlim last = new();
        runspace.SessionStateProxy.SetVariable("gate", gate);
        runspace.SessionStateProxy.SetVariable("last", last);
        Run(runspace, "$null = Register-DevFlowEventHandler bench.lane { $null = $_.Topic; switch ($_.Subject) { first { ($using:gate).Wait() } last { ($using:last).Set() } } }");

        // The first round of each warms up.
        for (int round = 0; round <= Rounds; round++)
        {
            gate.Reset();
            last.Reset();
            Run(runspace, "Publish-DevFlowEvent bench.lane -Volatile -Subject first; 1..$n | Publish-DevFlowEvent bench.lane -Volatile; Publish-DevFlowEvent bench.lane -Volatile -Subject last");
            Write(round, Lane, () =>
            {
                gate.Set();
                last.Wait(cancellationToken);
            });
            Write(round, Bare, () => Run(runspace, "Invoke-Bare { $null = $_.Topic; switch ($_.Subject) { first { } last { } } } -Count $n"));
            Write(round, Publish, () => Run(runspace, "1..$n | Publish-DevFlowEvent bench.stored"));
            Write(round, Empty, () => Run(runspace, "1..$n | ForEach-Object { }"));
        }

        return Task.FromResult(0);
    }

    private static void Run(Runspace runspace, string script)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript(script).Invoke();
        if (shell.HadErrors)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, shell.Streams.Error));
        }
    }

    private static void Write(int round, string what, Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        if (round > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {Events / taken.TotalSeconds:F0}"));
        }
    }
}
