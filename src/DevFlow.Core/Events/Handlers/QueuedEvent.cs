namespace DevFlow.Core.Events;

/// <summary>An event that waits in a lane.</summary>
/// <param name="Event">The event.</param>
/// <param name="Since">The timestamp at which it began to wait, for ageing.</param>
/// <param name="Origin">Who is told what became of it.</param>
/// <param name="Failures">The attempts that failed; null before the first failure.</param>
internal readonly record struct QueuedEvent(Event Event, long Since, EventOrigin? Origin, FailedAttempts? Failures = null)
{
    public int Attempt => (Failures?.All.Count ?? 0) + 1;
}
