namespace DevFlow.Sandbox.Hosting;

/// <summary>Runs what a timer starts.</summary>
internal static class Guarded
{
    /// <summary>Runs an action whose failure nobody can be told of.</summary>
    public static void Run(Action action)
    {
        try
        {
            action();
        }
        catch (Exception)
        {
            // On a timer's thread it would end the user's session. That the thing did not happen shows in the platform.
        }
    }
}
