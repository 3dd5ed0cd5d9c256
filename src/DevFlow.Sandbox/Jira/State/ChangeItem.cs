namespace DevFlow.Sandbox.Jira;

/// <summary>One field that changed: ids and texts, null where there was nothing.</summary>
internal sealed record ChangeItem(string Field, string FieldId, string? From, string? FromText, string? To, string? ToText);
