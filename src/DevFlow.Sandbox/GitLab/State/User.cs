namespace DevFlow.Sandbox.GitLab;

/// <summary>An account; project and group tokens act as bots of their own.</summary>
internal sealed record User(long Id, string Username, string Name, string Email)
{
    public bool IsBot { get; init; }
}
