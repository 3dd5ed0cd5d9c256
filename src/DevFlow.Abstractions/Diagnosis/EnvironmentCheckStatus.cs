namespace DevFlow;

/// <summary>What came of looking at something DevFlow needs.</summary>
public enum EnvironmentCheckStatus
{
    /// <summary>It is as it should be.</summary>
    Passed = 1,

    /// <summary>It works, but somebody should look at it.</summary>
    Warning,

    /// <summary>Something will not work.</summary>
    Failed,
}
