namespace DevFlow.Sandbox.GitLab;

/// <summary>A field that an update changed, as payloads tell it.</summary>
internal sealed record Change(string Field, string? Previous, string? Current);
