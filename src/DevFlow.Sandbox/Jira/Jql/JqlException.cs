namespace DevFlow.Sandbox.Jira;

/// <summary>A query that Jira refuses; the message is Jira's.</summary>
internal sealed class JqlException(string message) : Exception(message);
