namespace DevFlow.Sandbox.GitHub;

/// <summary>A parsed query.</summary>
internal sealed record GraphQlDocument(IReadOnlyList<GraphQlOperation> Operations, IReadOnlyDictionary<string, GraphQlFragment> Fragments)
{
    /// <summary>Chooses the operation to carry out.</summary>
    /// <param name="name">The request's operationName.</param>
    public GraphQlOperation? Find(string? name) =>
        name is null ? (Operations.Count == 1 ? Operations[0] : null) : Operations.FirstOrDefault(operation => operation.Name == name);
}
