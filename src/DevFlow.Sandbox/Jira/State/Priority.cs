namespace DevFlow.Sandbox.Jira;

internal sealed record Priority(string Id, string Name, string Description, string Color) : INamed;
