namespace DevFlow.Core;

/// <summary>
/// Starts what outlives the flow that starts it. A loop or server that carried the flow along would count everything it
/// does later to the event or the cmdlet that happened to start it.
/// </summary>
internal static class DetachedTask
{
    public static Task Run(Func<Task> work) => Detached(() => Task.Run(work));

    public static Task<T> Run<T>(Func<Task<T>> work) => Detached(() => Task.Run(work));

    private static T Detached<T>(Func<T> start)
    {
        // Suppressing twice throws.
        if (ExecutionContext.IsFlowSuppressed())
        {
            return start();
        }

        using (ExecutionContext.SuppressFlow())
        {
            return start();
        }
    }
}
