namespace DevFlow.Core.Events.Correlation;

/// <summary>An event and how many others led to it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Depth">0 for one that no other event of the tree caused.</param>
internal sealed record CausationNode(Event Event, int Depth);
