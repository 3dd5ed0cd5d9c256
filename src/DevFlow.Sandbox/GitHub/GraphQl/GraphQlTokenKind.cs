namespace DevFlow.Sandbox.GitHub;

internal enum GraphQlTokenKind
{
    End,
    Punctuator,
    Name,
    Integer,
    Float,
    Text,
}
