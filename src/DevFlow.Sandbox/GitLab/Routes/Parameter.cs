namespace DevFlow.Sandbox.GitLab;

/// <summary>A declared parameter of a route.</summary>
internal sealed record Parameter(string Name, ParameterKind Kind, bool IsRequired, string[] Words);
