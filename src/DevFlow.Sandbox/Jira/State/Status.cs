namespace DevFlow.Sandbox.Jira;

internal sealed record Status(string Id, string Name, StatusCategory Category) : INamed;
