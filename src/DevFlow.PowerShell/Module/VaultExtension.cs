using System.Management.Automation;

namespace DevFlow.PowerShell.Module;

/// <summary>
/// The vault <c>DevFlow.Extension</c> beside the manifest, by which SecretManagement sees the credential store. SecretManagement imports
/// DevFlow into a session of its own and calls <c>DevFlow.Extension\Get-Secret</c> there, so the extension must be loaded by then.
/// </summary>
/// <remarks>
/// Other vaults name theirs under NestedModules, at the cost of a script module with every import. Here it comes only where
/// SecretManagement is: https://github.com/PowerShell/SecretManagement, RunCommandScript in Utils.cs. Its functions stay out of the
/// session, in which they would stand in front of SecretManagement's own; a call that names the module finds them all the same.
/// </remarks>
internal static class VaultExtension
{
    private const string Name = "DevFlow.Extension";
    private const string SecretManagement = "Microsoft.PowerShell.SecretManagement,";

    public static void LoadWhereWanted()
    {
        if (!Array.Exists(AppDomain.CurrentDomain.GetAssemblies(), static assembly => assembly.FullName?.StartsWith(SecretManagement, StringComparison.Ordinal) == true))
        {
            return;
        }

        string manifest = Path.Combine(EngineResolver.ModuleFolder, "..", Name, Name + ".psd1");
        using System.Management.Automation.PowerShell session = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        session.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("Global").AddParameter("Function", Array.Empty<string>()).Invoke();
    }
}
