namespace DevFlow;

/// <summary>An event in the tree of what happened because of what.</summary>
/// <param name="Event">The event.</param>
/// <param name="Depth">How many events of the tree led to it: 0 for one that no other caused.</param>
public sealed record CausationNode(Event Event, int Depth);
