namespace DevFlow.Sandbox.GitHub;

/// <summary>A field of a type.</summary>
/// <param name="Type">The type's name, in brackets for a list; a scalar where the schema has no such type.</param>
/// <param name="Resolve">Finds the value: text, number, flag, moment, an object of the type, or a list of them.</param>
internal sealed record GraphQlField(string Type, Func<object, GraphQlArguments, object?> Resolve)
{
    /// <summary>The names of the arguments it takes.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>It must be told how many are wanted, and that is what it costs.</summary>
    public bool IsConnection { get; init; }

    public string ItemType => Type.Trim('[', ']');
}
