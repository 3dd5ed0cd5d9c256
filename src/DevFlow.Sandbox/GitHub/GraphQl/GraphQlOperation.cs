namespace DevFlow.Sandbox.GitHub;

/// <summary>A query or a mutation.</summary>
/// <param name="Name">Its name; null where it has none.</param>
/// <param name="IsMutation">True for a mutation.</param>
/// <param name="Defaults">The default values of its variables.</param>
/// <param name="Required">The variables that must be given.</param>
/// <param name="Selections">What it selects.</param>
internal sealed record GraphQlOperation(
    string? Name,
    bool IsMutation,
    IReadOnlyDictionary<string, object?> Defaults,
    IReadOnlyList<string> Required,
    IReadOnlyList<GraphQlSelection> Selections);
