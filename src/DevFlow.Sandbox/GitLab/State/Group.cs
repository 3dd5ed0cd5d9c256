namespace DevFlow.Sandbox.GitLab;

/// <summary>What projects stand in: a group.</summary>
internal sealed record Group(long Id, string Name, string Path);
