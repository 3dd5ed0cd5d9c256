namespace DevFlow.Core.Events;

/// <summary>What became of a published event; see <see cref="AppendResult"/>.</summary>
/// <param name="Event">The event as stored.</param>
/// <param name="IsDuplicate">True where it had been published before, so nobody was told again.</param>
internal readonly record struct PublishResult(Event Event, bool IsDuplicate);
