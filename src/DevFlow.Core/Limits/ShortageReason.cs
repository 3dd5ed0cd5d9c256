namespace DevFlow.Core.Limits;

/// <summary>Why a bucket has nothing for a call.</summary>
internal enum ShortageReason
{
    /// <summary>What is left is held for calls under way, or for the first call of a window.</summary>
    InFlight,

    /// <summary>Another process is behind with its share.</summary>
    Fairness,

    /// <summary>All of it is spent.</summary>
    Exhausted,

    /// <summary>The platform refused a call.</summary>
    Refused,
}
