namespace DevFlow.Sandbox.GitLab;

internal sealed record Tag(string Name, string? Message, Commit Commit, DateTimeOffset CreatedAt);
