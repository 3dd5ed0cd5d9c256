using System.Management.Automation.Runspaces;
using System.Reflection;

namespace DevFlow.Shell;

/// <summary>
/// Makes `exit n` of the next script reach the host. Without it the engine only stores n in $LASTEXITCODE, where it
/// cannot be told from the exit code of the last native program. pwsh sets the same flag; no public way exists, so a
/// new version of the engine must pass the exit-code tests.
/// </summary>
internal static class ScriptExit
{
    private const BindingFlags NonPublic = BindingFlags.Instance | BindingFlags.NonPublic;

    public static void LetReachHost(Runspace runspace)
    {
        object context = typeof(Runspace).GetProperty("ExecutionContext", NonPublic)?.GetValue(runspace) ?? throw Missing();
        PropertyInfo flag = context.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", NonPublic) ?? throw Missing();
        flag.SetValue(context, true);
    }

    private static MissingMemberException Missing() =>
        new("This version of System.Management.Automation does not have the flag that lets a script's exit code reach the host.");
}
