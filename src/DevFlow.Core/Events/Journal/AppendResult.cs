namespace DevFlow.Core.Events;

/// <summary>What became of an appended event.</summary>
/// <param name="Event">
/// The event with its sequence. For a duplicate: the caller's event with the sequence, correlation and causation of the
/// one that is stored.
/// </param>
/// <param name="IsDuplicate">True where an event of the same source and id was stored before.</param>
internal readonly record struct AppendResult(Event Event, bool IsDuplicate);
