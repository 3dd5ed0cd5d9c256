namespace DevFlow.Sandbox.Jira;

internal sealed record Resolution(string Id, string Name, string Description) : INamed;
