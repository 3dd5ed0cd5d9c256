namespace DevFlow.Core.Events;

/// <summary>Starts loops that outlive the flow that started them, and so must not carry its <see cref="EventScope"/>.</summary>
internal static class DetachedTask
{
    public static Task Run(Func<Task> loop)
    {
        // Suppressing twice throws.
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Task.Run(loop);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(loop);
        }
    }
}
