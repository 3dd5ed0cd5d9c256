namespace DevFlow.Sandbox.Jira;

/// <summary>An entry of an issue's history.</summary>
internal sealed record Change(long Id, JiraUser Author, DateTimeOffset At, IReadOnlyList<ChangeItem> Items);
