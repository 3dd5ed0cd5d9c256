namespace DevFlow.Sandbox.GitHub;

/// <summary>Something a query selects of an object.</summary>
/// <param name="Conditions">The arguments <c>if</c> of its directives: false stands for <c>@skip</c>.</param>
/// <param name="Location">Where it stands.</param>
internal abstract record GraphQlSelection(IReadOnlyList<(bool Include, object? If)> Conditions, GraphQlLocation Location);

/// <summary>A field.</summary>
internal sealed record GraphQlFieldSelection(
    string Name,
    string Key,
    IReadOnlyDictionary<string, object?> Arguments,
    IReadOnlyList<GraphQlSelection> Selections,
    IReadOnlyList<(bool Include, object? If)> Conditions,
    GraphQlLocation Location) : GraphQlSelection(Conditions, Location);

/// <summary>The name of a fragment.</summary>
internal sealed record GraphQlSpread(string Fragment, IReadOnlyList<(bool Include, object? If)> Conditions, GraphQlLocation Location)
    : GraphQlSelection(Conditions, Location);

/// <summary>Selections for one type, named or in place.</summary>
internal sealed record GraphQlFragment(
    string? Type, IReadOnlyList<GraphQlSelection> Selections, IReadOnlyList<(bool Include, object? If)> Conditions, GraphQlLocation Location)
    : GraphQlSelection(Conditions, Location);
