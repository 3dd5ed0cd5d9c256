namespace DevFlow.Sandbox.GitHub;

/// <summary>Selections for one type, named or in place.</summary>
internal sealed record GraphQlFragment(
    string? Type, IReadOnlyList<GraphQlSelection> Selections, IReadOnlyList<(bool Include, object? If)> Conditions, GraphQlLocation Location)
    : GraphQlSelection(Conditions, Location);
