namespace DevFlow.Sandbox.GitHub;

/// <summary>The name of a fragment.</summary>
internal sealed record GraphQlSpread(string Fragment, IReadOnlyList<(bool Include, object? If)> Conditions, GraphQlLocation Location)
    : GraphQlSelection(Conditions, Location);
