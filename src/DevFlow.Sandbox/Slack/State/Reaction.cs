namespace DevFlow.Sandbox.Slack;

/// <summary>An emoji under a message or a file, and who put it there.</summary>
internal sealed record Reaction(string Name, List<string> Users);
