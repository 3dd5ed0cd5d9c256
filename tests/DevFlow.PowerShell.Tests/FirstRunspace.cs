using System.Management.Automation.Runspaces;

[assembly: AssemblyFixture(typeof(DevFlow.PowerShell.Tests.FirstRunspace))]

namespace DevFlow.PowerShell.Tests;

/// <summary>
/// Opens one runspace before any test does. PowerShell notes what its own assembly holds in two steps: of runspaces that
/// open at once as the first of a process, one can come to be without a single cmdlet. In pwsh the console's own
/// runspace is always there before.
/// </summary>
public sealed class FirstRunspace
{
    public FirstRunspace()
    {
        using Runspace first = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        first.Open();
    }
}
