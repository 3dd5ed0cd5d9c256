namespace DevFlow.Core.Events;

/// <summary>What became of a published event.</summary>
internal enum PublishOutcome
{
    /// <summary>It is on disk, and on its way to the handlers.</summary>
    Stored,

    /// <summary>It is on its way to the handlers, in memory only.</summary>
    Volatile,

    /// <summary>An event of the same source and id was stored before; it is not handled again.</summary>
    Duplicate,

    /// <summary>A middleware stopped it.</summary>
    Stopped,
}
