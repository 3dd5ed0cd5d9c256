namespace DevFlow.Sandbox.GitLab;

/// <summary>What a parameter of a route may be.</summary>
internal enum ParameterKind
{
    Text,
    Flag,
    Number,
    Numbers,
    Texts,
    Date,
    Object,
    Objects,

    /// <summary>One of the words of its declaration.</summary>
    Word,
}
