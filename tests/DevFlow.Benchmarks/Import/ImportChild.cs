using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DevFlow.Benchmarks.Import;

/// <summary>A process that hosts the engine and runs one script.</summary>
internal sealed class ImportChild : IChild
{
    public string Name => "child-import";

    public Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        using PowerShell shell = PowerShell.Create(runspace);
        foreach (PSObject line in shell.AddScript(arguments[0]).Invoke())
        {
            Console.WriteLine(line);
        }

        return Task.FromResult(shell.HadErrors ? 1 : 0);
    }
}
