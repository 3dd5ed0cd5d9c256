using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Handlers;

/// <summary>What the runspaces of a handler's lanes are made of.</summary>
internal sealed record LaneSetup
{
    /// <summary>The name, for people who look at threads and runspaces.</summary>
    public required string Name { get; init; }

    public required IReadOnlyDictionary<LaneRole, HandlerScript> Scripts { get; init; }

    /// <summary>Modules to import besides DevFlow.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>True where verbose lines are wanted.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Opens a runspace with everything in it.</summary>
    /// <exception cref="DevFlowException">A module cannot be imported.</exception>
    public Runspace Open()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Path.Combine(EngineResolver.ModuleFolder, "..", "DevFlow.psd1")]);
        state.Commands.Add(new SessionStateCmdletEntry(LanePumpCommand.Name, typeof(LanePumpCommand), helpFileName: null));
        foreach ((string variable, object? value) in Scripts.Values.SelectMany(static script => script.Values).DistinctBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            state.Variables.Add(new SessionStateVariableEntry(variable, value, "Value of a $using: expression"));
        }

        if (IsVerbose)
        {
            state.Variables.Add(new SessionStateVariableEntry("VerbosePreference", ActionPreference.Continue, null));
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Name = $"DevFlow {Name}";
        // Our own thread runs the pipeline: PowerShell's would be a foreground thread and keep the process from ending.
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        try
        {
            runspace.Open();
            ImportModules(runspace);
            return runspace;
        }
        catch
        {
            runspace.Dispose();
            throw;
        }
    }

    // Not through the initial state, which says nothing of a module that is not there.
    private void ImportModules(Runspace runspace)
    {
        foreach (string module in Modules)
        {
            using System.Management.Automation.PowerShell import = System.Management.Automation.PowerShell.Create();
            import.Runspace = runspace;
            import.AddCommand("Import-Module").AddParameter("Name", module).AddParameter("ErrorAction", ActionPreference.Stop);
            try
            {
                import.Invoke();
            }
            catch (RuntimeException exception)
            {
                throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"The module '{module}' cannot be imported for '{Name}': {exception.Message}",
                    "Give the name of an installed module, or the path of its manifest.",
                    exception)
                { Target = module };
            }
        }
    }
}
