namespace DevFlow.Sandbox.GitHub;

/// <summary>A parsed query.</summary>
internal sealed record GraphQlDocument(IReadOnlyList<GraphQlOperation> Operations, IReadOnlyDictionary<string, GraphQlFragment> Fragments)
{
    /// <summary>Chooses the operation to carry out.</summary>
    /// <param name="name">The request's operationName.</param>
    public GraphQlOperation? Find(string? name) =>
        name is null ? (Operations.Count == 1 ? Operations[0] : null) : Operations.FirstOrDefault(operation => operation.Name == name);
}

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

/// <summary>The use of a variable.</summary>
internal sealed record GraphQlVariable(string Name);

/// <summary>A word such as <c>OPEN</c>.</summary>
internal sealed record GraphQlEnum(string Name);
