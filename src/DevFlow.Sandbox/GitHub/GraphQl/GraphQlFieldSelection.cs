namespace DevFlow.Sandbox.GitHub;

/// <summary>A field.</summary>
internal sealed record GraphQlFieldSelection(
    string Name,
    string Key,
    IReadOnlyDictionary<string, object?> Arguments,
    IReadOnlyList<GraphQlSelection> Selections,
    IReadOnlyList<(bool Include, object? If)> Conditions,
    GraphQlLocation Location) : GraphQlSelection(Conditions, Location);
