namespace DevFlow.Sandbox.GitHub;

/// <summary>Something a query selects of an object.</summary>
/// <param name="Conditions">The arguments <c>if</c> of its directives: false stands for <c>@skip</c>.</param>
/// <param name="Location">Where it stands.</param>
internal abstract record GraphQlSelection(IReadOnlyList<(bool Include, object? If)> Conditions, GraphQlLocation Location);
