using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DevFlow.PowerShell.Binding;
using Microsoft.PowerShell.Commands;

namespace DevFlow.PowerShell.Module;

/// <summary>What PowerShell calls when a runspace imports or removes the module; a new object each time.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Notes the runspace. The engine starts on first use, so an import costs no disk, network or thread.</summary>
    public void OnImport()
    {
        // It also loads the contract: PowerShell finds types in loaded assemblies only, and scripts may name
        // [DevFlow.Event] before any cmdlet ran.
        EventPayload.ObjectsOf = JsonObjects.ToObject;
        EngineResolver.Register();
        EngineHost.Imported(Runspace.DefaultRunspace);
        VaultExtension.LoadWhereWanted();
    }

    /// <summary>Ends the engine when its owner really lets go of the module.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (!IsPartOfImport())
        {
            EngineHost.Removed(Runspace.DefaultRunspace);
        }
    }

    // Import-Module -Force removes the module first. PowerShell does not say so, but its own cmdlet is on the stack.
    private static bool IsPartOfImport() =>
        new StackTrace().GetFrames().Any(static frame => frame.GetMethod()?.DeclaringType == typeof(ImportModuleCommand));
}
