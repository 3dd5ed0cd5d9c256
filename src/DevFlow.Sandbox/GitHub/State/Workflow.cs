namespace DevFlow.Sandbox.GitHub;

/// <summary>A workflow of a repository, as its file describes it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its file: <c>.github/workflows/ci.yml</c>.</param>
/// <param name="Events">What starts it: <c>push</c>, <c>workflow_dispatch</c> and so on.</param>
/// <param name="Jobs">The names of its jobs.</param>
/// <param name="CreatedAt">When it was added.</param>
internal sealed record Workflow(long Id, string Name, string Path, IReadOnlyList<string> Events, IReadOnlyList<string> Jobs, DateTimeOffset CreatedAt)
{
    public string NodeId { get; } = GitHub.NodeId.Create("Workflow", Id);

    public string FileName { get; } = Path[(Path.LastIndexOf('/') + 1)..];
}
