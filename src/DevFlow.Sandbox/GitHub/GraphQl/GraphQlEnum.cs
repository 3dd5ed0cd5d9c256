namespace DevFlow.Sandbox.GitHub;

/// <summary>A word such as <c>OPEN</c>.</summary>
internal sealed record GraphQlEnum(string Name);
