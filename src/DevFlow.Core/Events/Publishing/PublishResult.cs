namespace DevFlow.Core.Events;

/// <summary>The answer to a publisher.</summary>
/// <param name="Event">
/// The event as the handlers get it. For a duplicate: the caller's event with the sequence, correlation and causation of
/// the one that is stored; for a stopped one as the middleware got it.
/// </param>
/// <param name="Outcome">What became of it.</param>
/// <param name="StoppedBy">The middleware that stopped it.</param>
internal readonly record struct PublishResult(Event Event, PublishOutcome Outcome, string? StoppedBy = null);
