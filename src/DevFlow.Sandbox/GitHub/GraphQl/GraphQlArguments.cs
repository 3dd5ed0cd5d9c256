namespace DevFlow.Sandbox.GitHub;

/// <summary>A field's arguments with the variables filled in, and the request they came with.</summary>
internal sealed class GraphQlArguments(GraphQlRequest request, GraphQlFieldSelection field)
{
    public GraphQlRequest Request { get; } = request;

    public GraphQlFieldSelection Field { get; } = field;

    public object? this[string name] => Request.Resolve(Field.Arguments.GetValueOrDefault(name));

    public string? Text(string name) => this[name] as string;

    public long? Number(string name) => this[name] as long?;

    /// <summary>A list of words, which may also stand alone.</summary>
    public IReadOnlyList<string> Words(string name) => this[name] switch
    {
        null => [],
        IEnumerable<object?> list => [.. list.Select(item => Word(Request.Resolve(item)))],
        var single => [Word(single)],
    };

    // In variables, an enum is a string.
    private static string Word(object? value) => (value as GraphQlEnum)?.Name ?? value as string ?? "";
}
