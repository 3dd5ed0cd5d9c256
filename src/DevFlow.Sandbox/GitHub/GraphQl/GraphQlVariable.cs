namespace DevFlow.Sandbox.GitHub;

/// <summary>The use of a variable.</summary>
internal sealed record GraphQlVariable(string Name);
