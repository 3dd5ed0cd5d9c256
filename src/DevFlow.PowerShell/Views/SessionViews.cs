using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Views;

/// <summary>
/// Brings the default views into a session when its first object is about to be shown. In the module's own manifest they
/// would nearly double the time of its import, for PowerShell then reads all its format data anew.
/// </summary>
internal static class SessionViews
{
    private static readonly ConditionalWeakTable<Runspace, object> Loaded = [];

    public static void Load(PSCmdlet cmdlet)
    {
        Runspace session = Runspace.DefaultRunspace;
        if (!Loaded.TryAdd(session, session))
        {
            return;
        }

        try
        {
            string manifest = Path.Combine(EngineResolver.ModuleFolder, "DevFlow.Views.psd1");
            cmdlet.InvokeCommand.InvokeScript("param($path) Import-Module -Name $path -Global -Verbose:$false -ErrorAction Stop", manifest);
        }
        catch (RuntimeException exception)
        {
            // Without its view an object is shown by all its properties; that is no reason to withhold it.
            cmdlet.WriteVerbose($"The default views could not be loaded: {exception.Message}");
        }
    }
}
