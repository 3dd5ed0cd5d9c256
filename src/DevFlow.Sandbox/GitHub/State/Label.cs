namespace DevFlow.Sandbox.GitHub;

/// <summary>A label of a repository; made when an issue first names it.</summary>
internal sealed record Label(long Id, string Name)
{
    public string NodeId { get; } = GitHub.NodeId.Create("Label", Id);
}
