namespace DevFlow.Sandbox.GitHub;

/// <summary>A lexical token.</summary>
/// <param name="Kind">A name, a number, a string, a punctuator or the end.</param>
/// <param name="Text">The punctuator, the name, the number as written, or the string without quotes and escapes.</param>
/// <param name="Location">Where it stands.</param>
internal sealed record GraphQlToken(GraphQlTokenKind Kind, string Text, GraphQlLocation Location)
{
    public bool Is(string punctuator) => Kind == GraphQlTokenKind.Punctuator && Text == punctuator;

    public bool IsName(string name) => Kind == GraphQlTokenKind.Name && Text == name;
}
