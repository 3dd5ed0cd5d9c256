namespace DevFlow.Sandbox.Jira;

internal sealed record LinkType(string Id, string Name, string Inward, string Outward) : INamed;
