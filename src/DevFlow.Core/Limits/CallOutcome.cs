namespace DevFlow.Core.Limits;

/// <summary>What became of a call that was granted.</summary>
internal enum CallOutcome
{
    /// <summary>An answer came: the server has counted it.</summary>
    Answered,

    /// <summary>It never reached the server.</summary>
    NotSent,

    /// <summary>No answer came: the server may have counted it, or may yet.</summary>
    Unknown,
}
